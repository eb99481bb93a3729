import type { intro as en } from '../en/intro.js';
import { duration } from './charts.js';

export const intro: typeof en = {
  button: '这是什么？',
  title: '两个网络的游戏',
  steps: [
    ['G 作画：', '用随机噪声画出图像。'],
    ['D 鉴别：', '判断哪些图像是真的，哪些是 G 画的。'],
    ['轮流学习：', 'D 学着识破假图，G 学着骗过 D。'],
  ],
  press: '点击“训练”，观察“生成图像”。',
  afterSteps: (steps) => `大约 ${steps} 步后会出现数字。`,
  inAbout: (seconds) => `大约 ${duration(seconds)}后会出现数字。`,
  watch: '观察“生成图像”：噪声逐渐变成与“真实图像”相似的图像。',
  mishap: '有时会出问题：发生模式崩溃时，G 总是画出同样的几幅图像。“诊断”会告诉你。',
  close: '知道了',
  picture: {
    title: 'GAN 的循环',
    about: '噪声 z 进入 G，G 画出假图像。假图像和真图像进入 D，由 D 回答：真还是假？两个网络都从回答中学习。',
    noise: '噪声 z',
    fake: '假',
    real: '真',
    answer: '真还是假？',
    learning: '双方学习',
  },
};
