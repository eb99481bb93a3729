import type { doctor as en } from '../en/doctor.js';
import { formats } from '../formats.js';
import type { Balanced, Findings, Remedies } from '../findings.js';

const { number, percent } = formats('zh');

const over = (steps: number) => `最近 ${number(steps)} 步中`;

const balanced = ({ steps, accuracy, modes, classes }: Balanced) =>
  `${over(steps)}，D 分辨出了 ${percent(accuracy)} 的样本对${
    modes === null || classes === null ? '' : `，样本覆盖了 ${number(classes)} 类中的 ${number(modes)} 类`
  }。`;

const findings: Findings = {
  vae: {
    says: 'VAE 没有对手：它只是降低一个上界，没有需要平衡的双方。',
    evidence: () => '请留意重构损失与 KL 散度：两者之和应当下降。',
  },
  'too-early': {
    says: '现在下结论为时过早。',
    evidence: ({ steps, first }) =>
      `目前观察了本次训练的 ${number(steps)} 步，满 ${number(first)} 步后给出诊断。`,
  },
  'not-measured': { says: 'D 与 G 处于平衡；样本的质量尚未测量。', evidence: balanced },
  'no-images': { says: 'D 与 G 处于平衡，但样本还不成图像。', evidence: balanced },
  balance: { says: '状态良好：D 与 G 处于平衡。', evidence: balanced },
  'generator-vanishes': {
    says: 'G 停止了学习：D 过于确信，几乎没有梯度传到 G。',
    evidence: ({ steps, gradient, accuracy }) =>
      `${over(steps)}，L_G 对 D 的 logit 的梯度平均为 ${number(gradient, 4)}，D 分辨出了 ${percent(accuracy)} 的样本对。`,
  },
  'discriminator-at-chance': {
    says: 'D 什么也没学到：它给真实图像与生成图像同样的分数，G 因此无法进步。',
    evidence: ({ steps, gap, frechet, noise }) =>
      `${over(steps)}，真实图像与生成图像的平均 logit 仅相差 ${number(gap, 3)}，而样本的 Fréchet 距离为 ${number(frechet)}（噪声：${number(noise)}）。`,
  },
  'mode-collapse': {
    says: '模式崩溃：无论噪声是什么，G 都只画同样的几种图像，因为它们足以骗过 D。',
    evidence: ({ modes, classes, count, share, class: name, diversity }) =>
      `${number(count)} 个样本覆盖了 ${number(classes)} 类中的 ${number(modes)} 类，其中 ${percent(share)} 属于类别 ${name}；同类样本之间的差异是真实图像的 ${percent(diversity)}。`,
  },
  'discriminator-wins': {
    says: 'D 占优：它几乎能分辨所有生成图像，G 只知道自己错了，却学不到如何改进。',
    evidence: ({ steps, accuracy, real, fake }) =>
      `${over(steps)}，D 在 ${percent(accuracy, 1)} 的样本对里给真实图像更大的 logit；平均 logit 分别为 ${number(real, 1)} 和 ${number(fake, 1)}。`,
  },
  'generator-wins': {
    says: 'G 占优：D 把 G 画的几乎全部当成真实图像，它的判断不再能引导 G。',
    evidence: ({ steps, accuracy }) =>
      `${over(steps)}，D 仅在 ${percent(accuracy)} 的样本对里给真实图像更大的 logit。`,
  },
  oscillation: {
    says: '振荡：D 与 G 轮流领先，各自忘掉刚刚学会的应对。',
    evidence: ({ steps, turns, accuracy, swing }) =>
      `${over(steps)}，D 能分辨的样本对比例围绕平均值 ${percent(accuracy)} 摆动了 ${number(turns)} 次，平均幅度为 ${number(swing * 100)} 个百分点。`,
  },
  divergence: {
    says: '发散：某个数值超出了一切界限。训练已停止，并回到上一个正常状态。',
    evidence: ({ step }) => `第 ${number(step)} 步出现了非有限的损失或 logit。`,
  },
};

const remedies: Remedies = {
  'non-saturating-loss': '改用非饱和损失：D 越确信，它的梯度越大。',
  'no-batch-norm-in-discriminator': '去掉 D 中的批归一化：它使每一批的均值都相同。',
  'slower-discriminator':
    '让 D 学得慢一些：G 每走一步它只走一步，学习率不超过 G 的四分之一，并用 R1 惩罚约束其斜率。',
  'faster-discriminator': '把 D 的学习率提高到四倍。',
  'even-rates': '让 D 跟上：学习率取 G 的一半，不用动量。',
  'even-rates-and-batch-norm': '让 D 跟上：学习率取 G 的一半，不用动量；并在 G 中加入批归一化。',
  'smaller-steps': '用不带动量的 Adam，步子小一些。',
};

export const doctor: typeof en = {
  findings,
  remedies,
  label: '诊断',
  nothingYet: { says: '暂无诊断。', evidence: '训练过程中会持续观察本次训练的状态。' },
  apply: '应用并重新开始',
  change: (option, value) => `${option}：${value}`,
  looksFor: '对 GAN 会检查：',
  signs: [
    '模式崩溃：样本千篇一律',
    'D 占优：几乎所有样本对都能分辨',
    'G 占优：几乎没有样本对能分辨',
    'G 停止学习：几乎没有梯度',
    '振荡：D 与 G 轮流领先',
    'D 停在随机水平：真实与生成图像得分相同',
    '发散：数值超出一切界限',
  ],
};
