/** The form of the options. */
export const settings = {
  label: 'Settings',
  asPreset: '· as the preset has them',
  changed: (count: number, list: string[]) => `· ${count} changed: ${list.join(', ')}`,
  preset: (value: string) => `preset: ${value}`,
  on: 'on',
  off: 'off',
  apply: 'Apply, and begin anew',
  pending: (count: number) => `${count} not applied`,
  discard: 'Discard edits',
  toPreset: 'Back to the preset',
};
