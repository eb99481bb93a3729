import type { sample as en } from '../en/sample.js';

export const sample: typeof en = {
  large: '放大的样本',
  title: (number: number) => `样本 ${number}`,
  score: (percent: string) => `D(G(z)) = ${percent}：D 认为它为真的概率。`,
  value: (value: string) => `评论家给它 ${value}。`,
  nearest: '与它最接近的训练图像',
  training: (index: number) => `训练图像 ${index}`,
  copied: '它比真实图像更接近某个训练图像得多：可能是复制的。',
  own: '不是复制：复制的图像会比真实图像更接近训练图像得多。',
  usual: (here: string, usual: string) =>
    `距离 ${here}(灰度值均方根);训练中未见过的同类真实图像平均为 ${usual}。`,
  close: '关闭',
};
