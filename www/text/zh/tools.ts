import type { tools as en } from '../en/tools.js';

export const tools: typeof en = {
  label: '工具',
  latent: '潜在空间',
  critic: '与 D 对弈',
  repair: '修复',
  networks: '网络',
  race: '比赛',
  pad: '在这里用指针画一个数字',
  halves: '逐步训练',
  sample: '一个样本',
  about: '选择要对网络做什么,可在它们学习时进行。',
  loading: '加载中…',
  failed: '无法加载。请检查网络连接后重新选择。',
  grid: '生成器画的图像;按回车细看一个,方向键换另一个',
  inspect: '点击可细看一个样本',
};
