/** <gan-tools>: what one can do with a run, and GANs in the plane. One at a time is open, each fetched when it first is. */

import { html, LitElement, nothing } from 'lit';
import { html as staticHtml, unsafeStatic } from 'lit/static-html.js';
import { onLanguage, texts } from '../text/index.js';
import type { View } from '../view/audience.js';
import { style } from './style.js';
import type { Subject } from './subject.js';

const TOOLS = {
  latent: () => import('./latent.js'),
  'play-discriminator': () => import('./play-discriminator.js'),
  repair: () => import('./repair.js'),
  own: () => import('./own.js'),
  'single-updates': () => import('./single-updates.js'),
  networks: () => import('./networks.js'),
  plane: () => import('./plane/element.js'),
  race: () => import('./race.js'),
} as const;

type Name = keyof typeof TOOLS;
const NAMES: Record<View, Name[]> = {
  beginner: ['latent', 'play-discriminator', 'repair', 'own', 'plane'],
  expert: Object.keys(TOOLS) as Name[],
};

export class Tools extends LitElement {
  static override styles = style;
  static override properties = {
    subject: { attribute: false },
    view: { attribute: false },
    planeUrl: { attribute: false },
  };

  declare subject: Subject | undefined;
  declare view: View;
  /** The page of the plane, where there is one. */
  declare planeUrl: string | undefined;
  private opened: Name | undefined;
  private there = new Set<Name>();
  private failed = false;
  private closed = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    this.closed = new AbortController();
    onLanguage(() => this.requestUpdate(), this.closed.signal);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.closed.abort();
  }

  private get names(): Name[] {
    return NAMES[this.view];
  }

  /** The open tool, where the view has it; it is open again in a view that does. */
  private get shown(): Name | undefined {
    return this.names.find((name) => name === this.opened);
  }

  /** Opens a tool and has it in sight. The focus goes to its heading, or stays where arrow keys have it. */
  private async open(name: Name, takesFocus = true): Promise<void> {
    this.opened = name;
    this.failed = false;
    this.requestUpdate();
    try {
      await TOOLS[name]();
      this.there.add(name);
    } catch {
      this.failed = true;
    }
    this.requestUpdate();
    await this.updateComplete;
    const heading = this.renderRoot.querySelector<HTMLElement>('h3');
    if (this.shown !== name || !heading) return;
    if (takesFocus) heading.focus({ preventScroll: true });
    heading.scrollIntoView({ block: 'start', behavior: isStill() ? 'auto' : 'smooth' });
  }

  /** Arrow keys go from tab to tab, as in any tab list. */
  private readonly keys = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const { names } = this;
    const at = names.indexOf(this.shown ?? 'latent');
    const next = names[(at + step + names.length) % names.length] as Name;
    void this.open(next, false);
    this.renderRoot.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };

  protected override render() {
    const { tools } = texts();
    const { shown } = this;
    return html`
      <div class="tabs" role="tablist" aria-label=${tools.label} @keydown=${this.keys}>
        ${this.names.map(
          (name) => html`
            <button
              id="tab-${name}"
              role="tab"
              aria-selected=${name === shown}
              aria-controls="panel"
              tabindex=${name === (shown ?? 'latent') ? 0 : -1}
              @click=${() => this.open(name)}
            >
              ${tools[name]}
            </button>
          `,
        )}
      </div>
      <div id="panel" role="tabpanel" aria-labelledby=${shown ? `tab-${shown}` : nothing}>
        ${
          shown
            ? html`
                <h3 tabindex="-1">${tools[shown]}</h3>
                ${this.panel(shown)}
              `
            : html`
                <p class="about">${tools.about}</p>
              `
        }
      </div>
    `;
  }

  private panel(name: Name) {
    const { tools } = texts();
    if (this.failed)
      return html`
        <p class="bad">${tools.failed}</p>
      `;
    const needed = name === 'plane' || this.subject;
    if (!this.there.has(name) || !needed)
      return html`
        <p class="about">${tools.loading}</p>
      `;
    if (name === 'plane') return this.plane();
    const tag = unsafeStatic(`gan-${name}`);
    return staticHtml`<${tag} .subject=${this.subject}></${tag}>`;
  }

  /** It has a worker of its own, which ends when another tool is opened. */
  private plane() {
    const { tools } = texts();
    return html`
      <p class="about">
        ${tools.planeAbout}
        ${
          this.planeUrl
            ? html`
                <a href=${this.planeUrl}>${tools.planePage}</a>
              `
            : nothing
        }
      </p>
      <gan-plane></gan-plane>
    `;
  }
}

function isStill(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

customElements.define('gan-tools', Tools);
