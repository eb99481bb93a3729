/** Keeps the runs of a <gan-playground>: what is stored, and what a person can do with it. */

import { pauseUnseen, setGoesOnUnseen } from '../background.js';
import { download } from '../download.js';
import type { GanPlayground } from '../element.js';
import { PlaygroundError } from '../error.js';
import type { ErrorInfo } from '../protocol.js';
import { onLanguage } from '../text/index.js';
import { words } from '../text/words.js';
import { keepNotices } from '../view/keep-notices.js';
import { keepSection } from '../view/keep.js';
import { keepStyle } from '../view/keep-style.js';
import { Autosave } from './autosave.js';
import { fileName } from './file.js';
import { stepOf } from './header.js';
import { Recorder } from './recorder.js';
import { Share } from './share.js';
import { lastOwn, newId, taken } from './slot.js';
import * as store from './store.js';

/** Tells the other tabs that what is stored has changed. */
const CHANNEL = 'gan-playground:runs';
/** A tab that is loaded again holds its place for a moment. */
const RELEASE_MS = 500;

export class Keep {
  /** The run to go on with, until the person chose. */
  offer: store.Head | undefined;
  /** All runs that are stored, but those of living tabs and the one on offer. */
  runs: store.Head[] = [];
  /** Runs that are stored, but cannot be read. */
  unreadable: store.Unreadable[] = [];
  /** The run that is being renamed. */
  renaming: string | undefined;
  /** What was deleted last, for as long as it can be undone. */
  deleted: { head: store.Head; body: store.Body } | undefined;
  /** Why the run is not saved by itself, or cannot go on. */
  trouble: ErrorInfo | undefined;
  /** Why what a person asked for was not done. */
  failure: ErrorInfo | undefined;
  /** What was kept last, by its name. */
  kept: string | undefined;

  readonly share: Share;
  private readonly recorder: Recorder;
  private readonly autosave: Autosave;
  private readonly closing = new AbortController();
  private readonly channel = openChannel();
  /** Trouble that the person has read is not said again. */
  private isTroubleRead = false;

  constructor(readonly host: GanPlayground) {
    const { signal } = this.closing;
    this.recorder = new Recorder(host, signal);
    this.autosave = new Autosave(host, this.recorder, (error) => this.onSaved(error), signal);
    this.share = new Share(host, this.recorder, (work) => this.attempt(work));
    const isTraining = () => host.status.state === 'training' || host.status.state === 'waiting';
    pauseUnseen({ isTraining, pause: () => host.pause(), goOn: () => host.goOn() }, signal);
    if (this.channel) this.channel.onmessage = () => void this.refresh().catch(() => {}); // as it was before
    onLanguage(() => host.requestUpdate(), signal);
    adopt(host.renderRoot as ShadowRoot);
    this.open().catch((thrown) => host.autosave && this.onSaved(PlaygroundError.from(thrown)));
  }

  close(): void {
    this.closing.abort();
    this.channel?.close();
    this.autosave.leave();
  }

  notices() {
    return keepNotices(this);
  }

  section() {
    return keepSection(this);
  }

  /** Goes on with the run on offer; what goes wrong is said where the offer stands. */
  async goOn(offer: store.Head): Promise<void> {
    await this.goOnWith(offer);
    this.trouble = this.failure;
    this.failure = undefined;
    this.host.requestUpdate();
  }

  /** Goes on with a stored run; one without a name goes on in its place. */
  goOnWith(head: store.Head): Promise<void> {
    return this.attempt(async () => {
      const body = await store.readBody(head.id);
      if (!body) {
        if (this.offer?.id === head.id) this.offer = undefined;
        await this.refresh();
        throw gone();
      }
      await this.host.load(body.bytes, body.past);
      this.recorder.recall(head, body);
      if (head.name === undefined) await this.autosave.goOnIn(head.id, head.step);
      else this.autosave.isKept(head.step);
      if (this.offer?.id === head.id) this.offer = undefined;
      await this.refresh();
    });
  }

  /** Offers none of the runs again that were left; they stay in the list. */
  dismiss(): Promise<void> {
    const left = [this.offer, ...this.runs].filter(
      (head) => head && head.name === undefined && !head.dismissed,
    );
    this.offer = undefined;
    return this.attempt(async () => {
      await Promise.all(left.map((head) => store.writeHead({ ...(head as store.Head), dismissed: true })));
      await this.refresh();
    });
  }

  /** Keeps the run as it is under a name. */
  keep(name: string, note: string): Promise<void> {
    return this.attempt(async () => {
      const bytes = await this.host.save();
      const about = this.recorder.head(stepOf(bytes));
      const head = { ...about, id: newId(), name, note, at: Date.now(), dismissed: true };
      await store.write(head, this.recorder.body(bytes));
      this.kept = name;
      this.deleted = undefined;
      await this.changed();
    });
  }

  rename(head: store.Head, name: string, note: string): Promise<void> {
    return this.attempt(async () => {
      await store.writeHead({ ...head, name, note });
      this.renaming = undefined;
      await this.changed();
    });
  }

  delete(head: store.Head): Promise<void> {
    return this.attempt(async () => {
      // What cannot be read can be deleted all the same, but not be brought back.
      const body = await store.readBody(head.id).catch(() => undefined);
      await store.remove([head.id]);
      this.deleted = body && { head, body };
      await this.changed();
    });
  }

  /** Deletes a run that cannot be read. */
  forget({ id }: store.Unreadable): Promise<void> {
    return this.attempt(async () => {
      await store.remove([id]);
      await this.changed();
    });
  }

  undelete(): Promise<void> {
    return this.attempt(async () => {
      if (this.deleted) await store.write(this.deleted.head, this.deleted.body);
      this.deleted = undefined;
      await this.changed();
    });
  }

  download(head: store.Head): Promise<void> {
    return this.attempt(async () => {
      const body = await store.readBody(head.id);
      if (body) download(fileName(head, 'safetensors'), body.bytes);
    });
  }

  setBackground(goesOn: boolean): void {
    setGoesOnUnseen(goesOn);
    this.host.requestUpdate();
  }

  startRenaming(id: string | undefined): void {
    this.renaming = id;
    this.host.requestUpdate();
  }

  forgetTrouble(): void {
    this.trouble = undefined;
    this.isTroubleRead = true;
    this.host.requestUpdate();
  }

  /** Looks for runs that were left, and offers this tab's own or else the newest. */
  private async open(): Promise<void> {
    let heads = await this.left();
    const own = lastOwn();
    if (heads.some(({ id, isTaken }) => isTaken && id === own)) {
      await new Promise((resolve) => setTimeout(resolve, RELEASE_MS));
      heads = await this.left();
    }
    const open = heads.filter(({ name, dismissed, isTaken }) => name === undefined && !dismissed && !isTaken);
    const offer = open.find(({ id }) => id === own) ?? open[0];
    if (this.host.autosave) this.offer = offer;
    await this.refresh();
  }

  private async left(): Promise<(store.Head & { isTaken: boolean })[]> {
    const [{ heads, unreadable }, living] = await Promise.all([store.list(), taken()]);
    this.unreadable = unreadable;
    return heads.map((head) => ({ ...head, isTaken: living.has(head.id) }));
  }

  private async refresh(): Promise<void> {
    const heads = await this.left();
    this.runs = heads.filter(({ id, isTaken }) => !isTaken && id !== this.offer?.id);
    this.host.requestUpdate();
  }

  private async changed(): Promise<void> {
    this.channel?.postMessage('changed');
    await this.refresh();
  }

  private onSaved(error: ErrorInfo | undefined): void {
    if (!error) {
      this.trouble = undefined;
      this.isTroubleRead = false;
    } else if (!this.isTroubleRead) {
      this.trouble = error;
    }
    this.host.requestUpdate();
  }

  /** Does what was asked for; where it fails, says so in words. */
  private async attempt(work: () => Promise<void>): Promise<void> {
    this.kept = this.failure = undefined;
    try {
      await work();
    } catch (thrown) {
      this.failure = PlaygroundError.from(thrown);
    }
    this.host.requestUpdate();
  }
}

/** The style comes with the code that needs it. */
function adopt(root: ShadowRoot): void {
  const sheet = keepStyle.styleSheet as CSSStyleSheet;
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}

/** Nothing where the browser refuses it: other tabs then learn of a change when they look the next time. */
function openChannel(): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(CHANNEL);
  } catch {
    return undefined;
  }
}

function gone(): PlaygroundError {
  return new PlaygroundError('storage_gone', words('foreign', 'storage_gone', 'the run is no longer stored'));
}
