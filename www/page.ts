/** The language of the page: what its visitor chose, else what the browser prefers. */

import { known, language, languages, onLanguage, setLanguage, texts } from './text/index.js';

/** Read by public/first.js too. */
const KEY = 'gan-playground-language';

const choice = document.querySelector<HTMLSelectElement>('#language');

for (const [tag, name] of languages().slice(1)) {
  const option = new Option(name, tag);
  option.lang = tag;
  choice?.add(option);
}

const chosen = known(stored() ?? '');
if (chosen) await setLanguage(chosen);
show();
onLanguage(show, new AbortController().signal);

// It was for who has no code of the page.
document.querySelector('.absent')?.remove();

choice?.addEventListener('change', () => {
  const chosen = known(choice.value) ?? 'en';
  // Where its table cannot be had, the choice goes back.
  void setLanguage(chosen).then(show);
  store(chosen);
});

/** Puts the page into the language that is on. The build wrote it in English. */
function show(): void {
  const words = texts().page;
  for (const element of document.querySelectorAll<HTMLElement>('[data-text]')) {
    const text = words[element.dataset.text as keyof typeof words];
    if (element instanceof HTMLMetaElement) element.content = text;
    else element.replaceChildren(...marked(text));
  }
  if (choice) choice.value = language();
  document.documentElement.lang = language();
  document.documentElement.classList.remove('undecided');
}

/** A text with its bold parts, the only markup that there is in the page's words. */
function marked(text: string): (string | Element)[] {
  return text.split(/(<b.*?<\/b>)/).map((part) => {
    const [, name, inner] = /^<b(?: class="(\w+)")?>(.*)<\/b>$/.exec(part) ?? [];
    if (inner === undefined) return part;
    const bold = Object.assign(document.createElement('b'), { textContent: inner });
    if (name) bold.className = name;
    return bold;
  });
}

/** Where a page may keep nothing, the choice lasts as long as the page. */
function stored(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

function store(language: string): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Said at `stored`.
  }
}
