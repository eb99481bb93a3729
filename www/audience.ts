/** Whom the element speaks to: a beginner's view hides what an expert's shows. */

import { recall, remember } from './preference.js';

export type View = 'beginner' | 'expert';

export const VIEWS: View[] = ['beginner', 'expert'];
const NAME = 'view';
/** The options that say nothing of how much a person knows. */
const PLAIN = ['preset', 'seed', 'backend', 'dataset'];

/** The view of a text, if there is one. */
export function knownView(text: string | null | undefined): View | undefined {
  return VIEWS.find((view) => view === text);
}

/** The view that opens where none is asked for: the chosen one, else the one that shows the options that are set. */
export function openingView(options: string[]): View {
  const isPlain = options.every((name) => PLAIN.includes(name));
  return knownView(recall(NAME)) ?? (isPlain ? 'beginner' : 'expert');
}

export function keepView(view: View): void {
  remember(NAME, view);
}
