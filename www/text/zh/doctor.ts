import type { doctor as en } from '../en/doctor.js';

export const doctor: typeof en = {
  label: '诊断',
  nothingYet: { says: '暂无诊断。', evidence: '训练过程中会持续观察本次训练的状态。' },
  apply: '应用并重新开始',
  sentence: (says) => `${says}。`,
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
