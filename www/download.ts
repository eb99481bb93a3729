/** Gives a person a file. */
export function download(name: string, content: Uint8Array | string | Blob): void {
  const url = URL.createObjectURL(new Blob([content as BlobPart]));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
