import type { page as en } from '../en/page.js';

export const page: typeof en = {
  title: 'GAN 游乐场',
  description: '在浏览器里训练一个 GAN，看它学会书写数字。无需安装，也不会向任何地方发送数据。',
  language: '语言',
  lead: `两个网络相互学习：<b class="g">生成器</b> G 用噪声画出数字，<b class="d">判别器</b> D
    则分辨它们与真实数字。点击<b>训练</b>，看看会发生什么。一切都在你的设备上进行，不会发送任何数据。`,
  plane: '平面上的 GAN',
  planeDescription: '看看 GAN 在做什么：同样的损失与优化器用在平面上的点，在浏览器里训练。',
  planeLead: `同样的损失与优化器，用在平面上的点，一切都看得见：<b class="g">生成器</b> G
    把它的点移到<b class="d">判别器</b> D 认为真实的地方，D 则学着分辨两者。`,
  images: '图像上的 GAN',
  what: '你会看到什么',
  generated: '生成图像',
  generatedAbout: `G 用同一组噪声 z ~ N(0, 1) 反复画出的图像，便于看出它的进步。绘制时使用的是 G 权重的滑动平均。`,
  lossD: 'L_D = −E[log D(x)] − E[log(1 − D(G(z)))]',
  lossDAbout: 'D 的损失。D 能分辨真实与生成图像时，它会下降；等于 ln 4 ≈ 1.386 时，D 只是在猜。',
  lossG: 'L_G = −E[log D(G(z))]',
  lossGAbout: 'G 的损失。G 骗过 D 时，它会下降。两者都在学习时，哪个损失都不会降到零：理想的状态是相互平衡。',
  collapse: '模式崩溃',
  collapseAbout: 'GAN 众所周知的失败方式：无论噪声是什么，G 总画出同样的几个数字。留意重复的图像。',
};
