import type { quality as en } from '../en/quality.js';

export const quality: typeof en = {
  label: '样本质量',
  samples: (count) => `${count} 个样本`,
  notYet: '尚未评估',

  histogram: '各类别所占比例',
  even: '虚线：均匀分布',
  bar: (name, share) => `${name}：${share}`,
  bars: (list) => `各类别样本所占比例。${list.join('，')}`,
  classes: {
    mnist: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    'fashion-mnist': ['T恤', '裤子', '套头衫', '连衣裙', '外套', '凉鞋', '衬衫', '运动鞋', '包', '短靴'],
  },

  frechet: {
    name: 'Fréchet 距离',
    aside: '（基于本项目的分类器，不是 FID）',
    meaning:
      '在本项目分类器的特征空间中，样本与测试图像之间的距离，越小越好。FID 使用另一个网络的特征，两者的数值不能比较。',
    low: (value) => `真实图像 ${value}`,
    high: (value) => `噪声 ${value}`,
    scale: (value, low, high) => `Fréchet 距离 ${value}，对数刻度，从真实图像的 ${low} 到噪声的 ${high}`,
  },

  ofAll: (count, all) => `${count} / ${all}`,
  realIs: (value) => `真实图像：${value}`,
  notTold: 'G 不知道类别',
  facts: {
    modes: {
      name: '覆盖的类别',
      note: '每类至少 1%',
      meaning: '十个类别中，有多少类至少占样本的百分之一。',
    },
    confidence: {
      name: '置信度',
      meaning: '分类器对样本类别的平均确信程度；笔画模糊或混杂的样本会让它拿不准。',
    },
    agreement: {
      name: '按要求绘制',
      note: '类别正确',
      meaning: '样本中，类别与要求 G 绘制的类别一致的比例。',
    },
    diversity: {
      name: '多样性',
      note: '同类之内',
      meaning: '同类样本之间的距离，相对于同类真实图像之间的距离；接近 0 表示样本彼此雷同。',
    },
    precision: {
      name: '精确率',
      note: '样本逼真',
      meaning: '落在真实图像分布范围内的样本比例：样本有多逼真。',
    },
    recall: {
      name: '召回率',
      note: '再现真实多样性',
      meaning: '落在样本分布范围内的真实图像比例：真实图像的多样性再现了多少。',
    },
    density: {
      name: '密度',
      note: '真实图像约为 1',
      meaning: '样本周围真实图像的密集程度，真实图像约为 1；个别离群的图像能抬高精确率，却抬不高它。',
    },
    coverage: {
      name: '覆盖率',
      note: '真实图像被覆盖',
      meaning: '附近有样本的真实图像比例；零散分布的样本能抬高召回率，却抬不高它。',
    },
    bound: {
      name: '测试 −ELBO',
      note: '奈特/图像',
      meaning: 'VAE 所最小化的量：描述一幅测试图像所需奈特数（nat）的上界。',
    },
    reconstruction: {
      name: '= 重构损失',
      note: '奈特/图像',
      meaning: '其中在已知 z 之后描述图像所需的部分。',
    },
    divergence: {
      name: '+ KL 散度',
      note: '奈特/图像',
      meaning: '其中描述 z 所需的部分：z 的分布与不含任何图像信息的噪声相差多远。',
    },
  },

  measuredAfter: (steps, seconds) =>
    `实测训练 ${steps} 步后（单个 CPU 核心、浏览器之外，用时 ${seconds} 秒）`,
  measuredBound: (nats) => `，−ELBO ${nats} 奈特`,
  measured: (after, frechet, confidence, modes, bound) =>
    `${after}：Fréchet 距离 ${frechet}，置信度 ${confidence}，覆盖 10 类中的 ${modes} 类${bound}。`,
  meanings: '这些数字的含义',
};
