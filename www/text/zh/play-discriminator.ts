import type { playDiscriminator as en } from '../en/play-discriminator.js';

export const playDiscriminator: typeof en = {
  about: '画一个数字。D 会说它看起来有多真实,颜色说明原因:哪里更亮或更暗会让 D 觉得更真实。',
  vae: 'VAE 没有可以对弈的判别器。请训练一个 GAN,例如预设 "Quick"。',
  clear: '清除',
  real: '取一个真实的',
  generated: '取 G 画的一个',
  label: '告诉 D 这是',
  seen: 'D 看到的图像,以及它想改变的地方',
  more: '希望更亮',
  less: '希望更暗',
  draw: '还没有画任何东西。',
  value: '评论家的值',
  forReal: {
    drawn: 'D 认为它是真的：你骗过了它。',
    real: 'D 认为它是真的，它确实是。',
    generated: 'D 认为它是真的：G 骗过了它。',
  },
  forGenerated: {
    drawn: 'D 认为它是生成的：它看穿了你。',
    real: 'D 认为它是生成的，判断错了。',
    generated: 'D 认为它是生成的，它确实是。',
  },
  usual: (real: string, fake: string) => `平均而言,它给真实图像 ${real},给生成图像 ${fake}。`,
};
