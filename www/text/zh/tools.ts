import type { tools as en } from '../en/tools.js';

export const tools: typeof en = {
  label: '工具',
  latent: '潜在空间',
  critic: '与 D 对弈',
  repair: '修复',
  networks: '网络',
};
