// Before the first paint: who may want another language than English sees none of it before www/page.ts knows which.
(() => {
  let chosen;
  try {
    chosen = localStorage['gan-playground-language'];
  } catch {
    // A browser that stores nothing still prefers a language.
  }
  if (!/^en/.test(chosen ?? navigator.language)) document.documentElement.className = 'undecided';
})();
