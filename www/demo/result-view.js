/** A result in all its panels: score, reasons, where the score is lost, checks, what can be kept. */
/** @import { Assessment, ModelInfo } from "attn-fiqa" */
/** @import { Photo } from "./photo.js" */
/** @import { RegionView } from "./region-view.js" */
import { hideChecks, showChecks } from "./checks-table.js";
import { hideCosts, showCosts } from "./cost-panel.js";
import { ExportPanel } from "./export-panel.js";
import { $ } from "./page.js";
import { hideReasons, showReasons } from "./reasons-panel.js";
import { showError, showScore } from "./score-panel.js";

export class ResultView {
  #regions;
  #exports = new ExportPanel();

  /** @param {RegionView} regions */
  constructor(regions) {
    this.#regions = regions;
  }

  /** @param {Photo} photo @param {Assessment} assessment @param {ModelInfo} model */
  show(photo, assessment, model) {
    $("score-card").ariaLive = "polite";
    showScore(assessment, model);
    showReasons(assessment, this.#regions);
    showCosts(assessment, model, this.#regions);
    showChecks(assessment.checks);
    this.#exports.offer({ photo, assessment, model });
  }

  /** A frame of a video: its score, too fast to be read aloud. @param {Assessment} assessment @param {ModelInfo} model */
  showFrame(assessment, model) {
    $("score-card").ariaLive = "off";
    showScore(assessment, model);
  }

  /** @param {{ message: string, code?: string }} error */
  fail(error) {
    showError(error);
    hideReasons();
    hideCosts();
    hideChecks();
    this.#exports.hide();
  }
}
