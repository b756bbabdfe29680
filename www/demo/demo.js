/** The demo page: what its parts have to do with one another. */
/** @import { Chosen } from "./photo.js" */
/** @import { Entry } from "./album.js" */
/** @import { ChosenModel } from "./model-picker.js" */
import { LANGUAGES } from "attn-fiqa";
import { Album } from "./album.js";
import { BackendPicker } from "./backend-picker.js";
import { CurrentModel } from "./current-model.js";
import { fetchFirstResult } from "./first-result.js";
import { startLanguage } from "./language-picker.js";
import { LiveView } from "./live-view.js";
import { endModelLoad, hideModelProgress, listenForModels, showModel, showModelError } from "./model-picker.js";
import { saveForOffline } from "./offline.js";
import { $, nextTask } from "./page.js";
import { listenForPhotos } from "./photo-input.js";
import { countRequests, endOfLoading } from "./privacy-panel.js";
import { FIRST, fetchSample, showSamples } from "./samples.js";
import { showTimings } from "./timings-panel.js";
import { fetchWords, onWords } from "./words.js";
import { measured, Workbench } from "./workbench.js";

class Demo {
  #model = new CurrentModel();
  #backends = new BackendPicker(() => void this.load(this.#model.chosen));
  #ready = () => this.#model.ready();
  #workbench = new Workbench({
    ready: this.#ready,
    onResult: (photo, result) => {
      this.#album.keep(photo, result);
      if (!("score" in result)) return;
      this.#backends.showPass(result);
      if (this.#model.quality) showTimings(this.#model.quality, result);
    },
  });
  #album = new Album((entry) => this.#choose(entry));
  #live = new LiveView({
    onAssessment: (assessment) => this.#workbench.showFrame(assessment),
    onCapture: (photo) => this.show([photo]),
    onStop: () => this.#workbench.comeBack(),
  });
  /** How often a photo was chosen: the best of several is shown only if nobody has chosen since. */
  #choices = 0;

  /** @param {ChosenModel} chosen */
  async load(chosen) {
    const former = this.#model.quality?.model.sha256;
    try {
      const loading = this.#model.load(chosen, this.#backends.choice);
      if (!former) this.#live.setModel(this.#model.ready());
      const quality = await loading;
      if (!quality) return;
      if (former) this.#live.setModel(quality);
      if (former && former !== quality.model.sha256) this.#album.forget();
      endModelLoad();
      this.#sayModel();
      this.#backends.showLoaded(quality);
      this.#workbench.setModel(quality.model);
      document.body.dataset.ready = quality.backend;
      void this.#album.score(this.#ready);
    } catch (error) {
      this.#showLoadError(/** @type {any} */ (error), chosen);
    }
  }

  #sayModel() {
    const { quality, chosen } = this.#model;
    if (!quality) return;
    showModel(quality.model, chosen);
    showTimings(quality, null);
  }

  /** @param {{ message: string, code?: string }} error @param {ChosenModel} chosen */
  #showLoadError(error, chosen) {
    hideModelProgress();
    if (error.code === "backend") this.#backends.showFailure(error);
    else showModelError(error, chosen?.name);
    if (!this.#model.quality) this.#workbench.fail(error);
  }

  /** Shows the first of these photos, scores all of them, and shows the best. @param {Chosen[]} photos */
  async show(photos) {
    const entries = photos.map((photo) => this.#album.add(photo));
    const choice = this.#choose(entries[0]);
    if (entries.length < 2) return;
    const best = await this.#album.score(this.#ready);
    if (best && choice === this.#choices && best !== entries[0]) this.#choose(best);
  }

  /** @param {Entry} entry */
  #choose(entry) {
    this.#live.stop();
    this.#album.mark(entry.id);
    void this.#workbench.show(entry, entry.id);
    return ++this.#choices;
  }

  listen() {
    this.#workbench.listen();
    listenForPhotos((photos) => void this.show(photos));
    listenForModels((chosen) => void this.load(chosen));
    onWords(() => {
      this.#sayModel();
      this.#workbench.say();
    });
  }

  /** What the page does, before anybody has chosen a photo and before the model is there. */
  async present() {
    const [sample, { assessment, model }] = await Promise.all([fetchSample(FIRST), fetchFirstResult()]);
    const photo = await measured(sample, 0);
    // A visitor was faster.
    if (this.#choices === 0 && !this.#model.quality) await this.#workbench.present(photo, assessment, model);
  }
}

await startLanguage();
await nextTask();
countRequests();
const demo = new Demo();
await nextTask();
demo.listen();
const samples = showSamples($("samples"), (sample) => void demo.show([sample]));
await Promise.all([demo.present(), demo.load(null), samples]);
document.body.dataset.shown = "";
await Promise.all([fetchWords(LANGUAGES), saveForOffline()]);
endOfLoading();
document.body.dataset.loaded = "";
