/** The page's own scripts, where a document's policy or its sandbox makes them hard to start. */

interface Policy {
  createScriptURL(url: string): unknown;
}

interface Factory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy;
}

const policy = createPolicy();

/** An address that is written in this code, and none from elsewhere, for who takes no plain text (Trusted Types). */
export function ownScript(url: string): string {
  return (policy?.createScriptURL(url) ?? url) as string;
}

/** Starts a worker. */
export function openWorker(url: string): Worker {
  try {
    return new Worker(ownScript(url), { type: 'module' });
  } catch (thrown) {
    if ((thrown as DOMException).name !== 'SecurityError') throw thrown;
    // A sandboxed document, or one of another origin, may start no script that it may import.
    const code = `import ${JSON.stringify(new URL(url, location.href).href)};`;
    return new Worker(ownScript(inlineScript(code)), { type: 'module' });
  }
}

/** An address that is the script itself. */
function inlineScript(code: string): string {
  const type = 'text/javascript';
  // Chromium starts no module from a blob of a sandboxed document; elsewhere a blob keeps the origin, and its storage.
  if (self.origin === 'null') return `data:${type},${encodeURIComponent(code)}`;
  return URL.createObjectURL(new Blob([code], { type }));
}

function createPolicy(): Policy | undefined {
  const { trustedTypes } = globalThis as { trustedTypes?: Factory };
  try {
    return trustedTypes?.createPolicy('gan-playground', { createScriptURL: (url) => url });
  } catch {
    // The document's policy names those that may be; without a name of ours it may still take plain text.
    return undefined;
  }
}
