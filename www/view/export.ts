/** The generator as files for other programs. */

import { html } from 'lit';
import type { ExportFormat } from '../export/index.js';
import { texts } from '../text/index.js';

export function exportSection(act: { exportAs(format: ExportFormat): void }, disabled: boolean) {
  const words = texts().exporting;
  const button = (format: ExportFormat, label: string, about: string) => html`
    <button ?disabled=${disabled} title=${about} @click=${() => act.exportAs(format)}>${label}</button>
  `;
  return html`
    <section class="export" aria-label=${words.title}>
      <h2>${words.title}</h2>
      <p class="about">${words.about}</p>
      <div class="files">
        ${button('pytorch', words.pytorch, words.pytorchAbout)}
        ${button('script', words.script, words.scriptAbout)} ${button('onnx', words.onnx, words.onnxAbout)}
      </div>
    </section>
  `;
}
