import type { chart as en } from '../en/chart.js';

export const chart: typeof en = {
  step: '步',
  discriminator: 'L_D，判别器',
  generator: 'L_G，生成器',
  reconstruction: '重构损失',
  divergence: 'KL 散度',
};
