import type { charts as en } from '../en/charts.js';

export const charts: typeof en = {
  heading: '曲线',
  smoothing: '平滑',
  smoothingAbout: '指数移动平均；原始数值以浅色保留在后面。',
  span: (steps) => (steps === 0 ? '无' : `${steps} 步`),
  losses: '损失',
  reconstruction: '重建',
  divergence: 'KL 散度',
  balance: 'D(x) 与 D(G(z))',
  sigmoid: '由平均 logit 得出',
  critic: '评判器的值',
  unbounded: '平均值，不是概率',
  quality: '质量',
  logScale: '弗雷歇：左侧，对数',
  frechet: '弗雷歇',
  confidence: '置信度',
  classes: '类别',
  speed: '速度',
  imagesPerSecond: '图像/秒',
  step: (step) => `第 ${step} 步`,
  keys: (title) => `${title}：用方向键读取数值`,
  band: (runs) => `阴影：${runs} 次健康训练中 90% 的步所在的范围`,
  likeBand: (runs, preset) => `阴影：使用此损失的 ${runs} 次健康训练中 90% 的步（类似“${preset}”）`,
  noBand: '没有阴影：未用这些设置测量过健康的训练',
  readableProgress: '到可辨认数字的步数',
  uncalibrated: (step) => `大约 ${step} 步后可辨认数字；最初几步会显示此设备需要多久。`,
  inAbout: (seconds) => `在此设备上大约 ${duration(seconds)}后可辨认数字。`,
  left: (seconds) => `大约还需 ${duration(seconds)}即可辨认数字。`,
  late: (step) => `尚不可辨认；测量过的训练在 ${step} 步后可以辨认。`,
  reached: (step, seconds) =>
    seconds === undefined
      ? `第 ${step} 步时数字已可辨认。`
      : `${duration(Math.round(seconds))}后（第 ${step} 步）数字已可辨认。`,
  scrubber: '至今的步骤',
  scrubberAbout: '向左拖动可查看之前的步骤。',
  stepOf: (step, last) => `第 ${step} 步，共 ${last} 步`,
  live: (step) => `实时，第 ${step} 步`,
  toLive: '回到实时',
  branch: (step) => `从第 ${step} 步继续`,
  kept: (count, megabytes) => `最多保留 ${count} 个可继续训练的状态（共 ${megabytes} MB）。`,
};

export function duration(seconds: number): string {
  return seconds < 120 ? `${seconds} 秒` : `${Math.round(seconds / 60)} 分钟`;
}
