/** How the element looks, as a constructed sheet: no page policy forbids it. Custom properties with `--fq-` are the page's to set. */

// Colours have a contrast of 4.5 to 1 at least on the surface they are on (WCAG 2.2, 1.4.3), borders of buttons 3 to 1 (1.4.11).
const CSS = /* css */ `
:host {
  --_accent: var(--fq-accent, #1f5f8b);
  --_on-accent: var(--fq-on-accent, #fff);
  --_ink: var(--fq-ink, #17202a);
  --_soft: var(--fq-soft, #55616e);
  --_surface: var(--fq-surface, #fff);
  --_sunken: var(--fq-sunken, #eef2f6);
  --_line: var(--fq-line, #7d8996);
  --_good: var(--fq-good, #1d6b45);
  --_fair: var(--fq-fair, #7f5300);
  --_poor: var(--fq-poor, #a11d1d);
  --_ring: var(--fq-ring, #5ee0a0);
  --_radius: var(--fq-radius, 1rem);
  display: block;
  box-sizing: border-box;
  inline-size: 100%;
  max-inline-size: var(--fq-max-size, 26rem);
  container-type: inline-size;
  color: var(--_ink);
  font: 400 1rem/1.45 var(--fq-font, system-ui, sans-serif);
  -webkit-tap-highlight-color: transparent;
}
/* Where the page's own scheme decides, not the system's. */
@supports (color: light-dark(#000, #fff)) {
  :host {
    --_accent: var(--fq-accent, light-dark(#1f5f8b, #6db3e0));
    --_on-accent: var(--fq-on-accent, light-dark(#fff, #0c1319));
    --_ink: var(--fq-ink, light-dark(#17202a, #e8edf2));
    --_soft: var(--fq-soft, light-dark(#55616e, #a3afbb));
    --_surface: var(--fq-surface, light-dark(#fff, #1b2128));
    --_sunken: var(--fq-sunken, light-dark(#eef2f6, #11161b));
    --_line: var(--fq-line, light-dark(#7d8996, #77838f));
    --_good: var(--fq-good, light-dark(#1d6b45, #6fcf9b));
    --_fair: var(--fq-fair, light-dark(#7f5300, #f0b94e));
    --_poor: var(--fq-poor, light-dark(#a11d1d, #ff9b9b));
  }
}
:host([hidden]), [hidden] { display: none !important; }
* { box-sizing: border-box; }
p, ul { margin: 0; }

.base {
  overflow: clip;
  background: var(--_surface);
  border: 1px solid color-mix(in srgb, var(--_line) 45%, transparent);
  border-radius: var(--_radius);
  transition: border-color 0.2s;
}
:host(:state(user-invalid)) .base { border-color: var(--_poor); }
:host(:disabled) .base { opacity: 0.6; }

.stage {
  position: relative;
  overflow: clip;
  aspect-ratio: var(--fq-ratio, 4 / 5);
  max-block-size: var(--fq-max-block-size, 85dvh);
  min-block-size: 20rem;
  inline-size: 100%;
  background: var(--_sunken);
}
:is([data-state="live"], [data-state="capturing"]) .stage { background: #0b0f13; }
/* Without the camera's picture it is as tall as what is in it. */
:is([data-state="empty"], [data-state="problem"]) .stage, .stage:has(> .photo:not([hidden])) { aspect-ratio: auto; min-block-size: 0; }
:is([data-state="empty"], [data-state="problem"]) .stage { max-block-size: none; }
.stage > * { position: absolute; }
.video, .photo, .guide, ::slotted([slot="overlay"]) { inset: 0; inline-size: 100%; block-size: 100%; }
.video, ::slotted([slot="overlay"]) { object-fit: cover; }
::slotted([slot="overlay"]) { position: absolute; pointer-events: none; }
.video.is-mirrored, .video.is-mirrored ~ slot::slotted([slot="overlay"]) { transform: scaleX(-1); }
.stage > .photo { position: relative; display: block; block-size: auto; max-block-size: inherit; object-fit: contain; background: #0b0f13; }

.shade { fill: rgb(8 12 16 / 58%); }
.track { fill: none; stroke: rgb(255 255 255 / 85%); stroke-width: 2.5; stroke-dasharray: 7 7; }
.ring { fill: none; stroke: var(--_ring); stroke-width: 6; stroke-linecap: round; opacity: 0; transition: stroke-dasharray 0.15s linear; }
.is-filling .track { stroke-dasharray: none; }
.is-filling .ring { opacity: 1; }

.hint {
  inset-block-start: 0.9rem;
  inset-inline: 3.9rem;
  inline-size: fit-content;
  margin-inline: auto;
  padding: 0.45rem 0.95rem;
  text-align: center;
  text-wrap: balance;
  font-size: 1.05rem;
  font-weight: 600;
  line-height: 1.3;
  color: #fff;
  background: rgb(8 12 16 / 82%);
  border: 1px solid transparent;
  border-radius: 1.4rem;
}
.hint.is-good { color: #06281a; background: var(--_ring); }

.panel {
  inset: 0;
  display: flex;
  flex-direction: column;
  align-items: center;
  justify-content: safe center;
  gap: 0.6rem;
  overflow: auto;
  padding: 1.25rem;
  text-align: center;
  text-wrap: balance;
}
:is([data-state="empty"], [data-state="problem"]) .panel { position: relative; padding-block: 2.25rem 1.75rem; }
.panel .row { margin-block-start: 0.75rem; }
.panel .row { flex-direction: column; inline-size: min(100%, 17rem); }
.waiting { background: color-mix(in srgb, var(--_sunken) 82%, transparent); }
.photo:not([hidden]) ~ .waiting { color: #fff; background: rgb(8 12 16 / 62%); }
.photo:not([hidden]) ~ .waiting .text { color: inherit; }
.badge {
  display: grid;
  place-items: center;
  inline-size: 5.5rem;
  aspect-ratio: 1;
  color: var(--_accent);
  background: color-mix(in srgb, var(--_accent) 13%, transparent);
  border-radius: 50%;
}
.badge .icon { inline-size: 3.1rem; block-size: 3.1rem; stroke-width: 1.2; }
.title { font-size: 1.25rem; font-weight: 650; line-height: 1.25; }
.text { max-inline-size: 22rem; color: var(--_soft); }
.drop-hint { font-size: 0.875rem; }
@media (hover: none) { .drop-hint { display: none; } }
.spinner {
  inline-size: 2.25rem;
  aspect-ratio: 1;
  border: 3px solid color-mix(in srgb, currentColor 22%, transparent);
  border-block-start-color: currentColor;
  border-radius: 50%;
  animation: turn 0.9s linear infinite;
}
@keyframes turn { to { rotate: 1turn; } }

.row { display: flex; flex-wrap: wrap; gap: 0.6rem; justify-content: center; }
.base > .row { padding: 0 1rem 1rem; }
.base > .row > button { flex: 1 1 9rem; padding-inline: 0.5rem; font-size: 0.95rem; }
.base:not([data-state="accepted"], [data-state="refused"]) > .row { display: none; }

button, select {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  gap: 0.5rem;
  min-block-size: 2.75rem;
  padding: 0.5rem 1rem;
  font: inherit;
  font-weight: 550;
  line-height: 1.2;
  color: var(--_ink);
  background: transparent;
  border: 1px solid var(--_line);
  border-radius: calc(var(--_radius) * 0.7);
  cursor: pointer;
  transition: background 0.15s, border-color 0.15s, scale 0.1s;
}
button:active { scale: 0.98; }
button:disabled { cursor: default; }
.primary { color: var(--_on-accent); background: var(--_accent); border-color: transparent; }
.primary:hover { background: color-mix(in srgb, var(--_accent) 88%, var(--_ink)); }
.secondary:hover { background: color-mix(in srgb, var(--_ink) 8%, transparent); }
:is(button, select):focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
.icon { flex: none; inline-size: 1.3rem; block-size: 1.3rem; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }

.bar { inset-inline: 0; display: flex; gap: 0.5rem; padding: 0.75rem; pointer-events: none; }
.bar > * { pointer-events: auto; }
.top { inset-block-start: 0; justify-content: space-between; }
.round:last-child { margin-inline-start: auto; }
.bottom { inset-block-end: 0; flex-direction: column; align-items: center; padding-block-end: 1rem; }
.bar :is(button, select) { color: #fff; background: rgb(8 12 16 / 72%); border-color: rgb(255 255 255 / 70%); backdrop-filter: blur(6px); }
.bar :is(button, select):focus-visible { outline-color: #fff; outline-offset: 3px; box-shadow: 0 0 0 3px #0b0f13; }
.bar option { color: #17202a; background: #fff; }
.round { position: relative; inline-size: 2.75rem; padding: 0; border-radius: 50%; }
.pill { align-self: flex-start; padding-inline: 0.9rem 1.1rem; border-radius: 2rem; font-size: 0.95rem; }
.bar [aria-pressed="true"] { color: #0b0f13; background: #fff; }
:is([data-state="asking"], [data-state="starting"], [data-state="problem"]) .round { color: var(--_ink); background: var(--_surface); border-color: var(--_line); }
.shutter { border-radius: 2rem; }
.shutter:not(.is-quiet) { inline-size: 4.5rem; block-size: 4.5rem; padding: 0; background: #fff; border: 4px solid rgb(8 12 16 / 72%); border-radius: 50%; outline: 3px solid #fff; }
.shutter:not(.is-quiet):focus-visible { outline: 3px solid #fff; outline-offset: 6px; box-shadow: 0 0 0 6px #0b0f13; }
.select { max-inline-size: min(16rem, 100%); appearance: none; padding-block: 0.4rem; border-radius: 2rem; font-size: 0.9rem; text-align: center; text-overflow: ellipsis; }

.round .label, .shutter:not(.is-quiet) .label, .status {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

.drop {
  inset: 0.6rem;
  display: none;
  place-items: center;
  font-size: 1.15rem;
  font-weight: 600;
  color: var(--_accent);
  background: color-mix(in srgb, var(--_surface) 92%, transparent);
  border: 2px dashed var(--_accent);
  border-radius: calc(var(--_radius) * 0.7);
  pointer-events: none;
}
.is-over .drop { display: grid; }

.result { display: grid; gap: 0.35rem; padding: 1rem; }
.verdict { display: flex; align-items: center; gap: 0.5rem; font-size: 1.15rem; font-weight: 650; }
.result[data-tone="good"] .verdict { color: var(--_good); }
.result[data-tone="fair"] .verdict { color: var(--_fair); }
.result[data-tone="poor"] .verdict { color: var(--_poor); }
.percentile { color: var(--_soft); }
.list-title { margin-block-start: 0.35rem; font-weight: 600; }
.reasons { display: grid; gap: 0.3rem; padding-inline-start: 1.2rem; }
.reasons ::marker { color: var(--_soft); }
.note { padding: 0.7rem 1rem; font-size: 0.85rem; color: var(--_soft); border-block-start: 1px solid color-mix(in srgb, var(--_line) 35%, transparent); }

@container (inline-size < 21rem) {
  .panel { padding: 0.9rem; }
  .panel .row, .base > .row { flex-direction: column; inline-size: 100%; }
  .base > .row > button { flex: none; }
  .badge { inline-size: 4rem; }
  .badge .icon { inline-size: 2.3rem; block-size: 2.3rem; }
  .stage { aspect-ratio: var(--fq-ratio, 2 / 3); }
  .hint { font-size: 0.95rem; }
}
/* A phone on its side. */
@media (max-height: 30rem) {
  .stage { min-block-size: 14rem; }
  .badge { display: none; }
  .bottom { inset-block: 0; inset-inline: auto 0; justify-content: center; padding-block-end: 0.75rem; }
}
@media (prefers-reduced-motion: reduce) {
  * { transition: none !important; }
  .spinner { animation-duration: 3s; }
}
@media (forced-colors: active) {
  .base { border-color: CanvasText; }
  .hint { color: CanvasText; background: Canvas; border-color: CanvasText; }
  .track { stroke: Canvas; stroke-width: 9; }
  .ring { stroke: Highlight; stroke-width: 5; }
  .bar :is(button, select), .round { color: ButtonText; background: ButtonFace; border-color: ButtonText; }
  .shutter:not(.is-quiet) { forced-color-adjust: none; background: Highlight; border-color: Canvas; outline-color: Highlight; }
  [aria-pressed="true"] { forced-color-adjust: none; color: HighlightText !important; background: Highlight !important; }
  .badge, .spinner { forced-color-adjust: none; color: CanvasText; background: none; border-color: GrayText; }
  .spinner { border-block-start-color: Highlight; }
  :is(button, select):focus-visible { outline-color: Highlight; }
}
`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** The one sheet that all elements share. */
export function styles() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  return sheet;
}
