/** The addresses of the page's own scripts, for documents whose policy takes no plain text as such (Trusted Types). */

interface Policy {
  createScriptURL(url: string): unknown;
}

interface Factory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy;
}

const policy = createPolicy();

/** An address that is written in this code, and never one from elsewhere. */
export function ownScript(url: string): string {
  return (policy?.createScriptURL(url) ?? url) as string;
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
