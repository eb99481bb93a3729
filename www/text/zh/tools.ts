import type { tools as en } from '../en/tools.js';

export const tools: typeof en = {
  label: '工具',
  latent: '潜在空间',
  'play-discriminator': '与 D 对弈',
  repair: '修复',
  own: '你自己的图片',
  networks: '网络',
  plane: '平面上',
  planeAbout:
    '同样的损失与优化器，用在平面上的点，GAN 的一举一动都看得见。这是单独的一次训练：在这里点击训练才开始，换到别的工具就结束。',
  planePage: '在单独的页面上打开',
  pad: '在这里画一个数字',
  padKeys: '方向键移动画笔，同时按 Shift 移动得更远。空格或回车落笔或提笔，落笔后移动即可画线。Delete 清除。',
  penDown: (column, row) => `已落笔，第 ${column} 列，第 ${row} 行`,
  penUp: (column, row) => `已提笔，第 ${column} 列，第 ${row} 行`,
  padCleared: '已清除，已提笔',
  race: '比赛',
  'single-updates': '逐步训练',
  sample: '一个样本',
  about: '选择要对网络做什么,可在它们学习时进行。',
  loading: '加载中…',
  failed: '无法加载。请检查网络连接后重新选择。',
  grid: '生成器画的图像：点击或用方向键与回车选一个细看',
  inspect: '点击可细看一个样本',
};
