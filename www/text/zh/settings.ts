import type { settings as en } from '../en/settings.js';

export const settings: typeof en = {
  label: '设置',
  asPreset: '· 与预设一致',
  changed: (count, list) => `· 已修改 ${count} 项：${list.join('，')}`,
  preset: (value) => `预设：${value}`,
  on: '开',
  off: '关',
  apply: '应用并重新开始',
  pending: (count) => `${count} 项尚未应用`,
  discard: '放弃修改',
  toPreset: '恢复预设',
};
