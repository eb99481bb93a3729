import type { race as en } from '../en/race.js';

export const race: typeof en = {
  about:
    '两种设置同时训练：种子相同，图像及其顺序相同，计算后端也相同。它们共用这台设备，所以各自都比单独训练时慢。其间上方的训练会暂停，并保持原样。一个种子说明不了太多：换一个种子，结果可能不同。',
  lanes: ['赛道 A', '赛道 B'],
  a: '上方的训练，从头开始',
  of: (lane, title) => `${lane}：${title}`,
  b: '赛道 B 的起点',
  asA: '赛道 A 的设置',
  options: '赛道 B 的选项',
  asBefore: '· 与赛道 A 没有不同',
  inA: (value) => `赛道 A：${value}`,
  same: '两条赛道的设置相同，没有可比较的。请选择赛道 B 中不同的设置。',
  batches: '批大小不同：两者看到的图像及其顺序相同，只是分批不同。',
  more: (count) => `等另外 ${count} 项`,

  duration: '时长',
  durations: { 30: '30 秒', 60: '1 分钟', 120: '2 分钟', 300: '5 分钟', Infinity: '不限' },
  start: '开始',
  pause: '暂停',
  goOn: '继续',
  again: '重新开始',
  other: '更改设置',
  take: '用它继续训练',
  takeOf: (lane) => `用它继续训练：${lane}`,

  time: (seconds, duration) => (duration ? `${seconds} / ${duration}` : seconds),
  states: {
    preparing: '正在为两条赛道加载数据…',
    running: '训练中',
    stopping: '正在评估两者此刻的样本…',
    paused: '已暂停',
    over: '时间到；选择更长的时长即可继续',
  },
  yielded: '上方的训练开始了，比赛因此暂停。',
  taken: (lane, step) => `${lane}已成为上方的训练，位于第 ${step} 步。之前的训练保留在那里，比赛已暂停。`,
  out: (reason) => `已退出比赛：${reason}`,

  measure: '比较依据',
  measures: { frechet: 'Fréchet 距离', confidence: '平均置信度' },
  meanings: {
    frechet: '越小越好。',
    confidence: '越大越好，以真实图像的水平为限。它看不出模式崩溃：总画同一个形状也能得高分。',
  },
  waiting: '还不能比较：两条赛道都要先经过评估。',
  even: '目前还看不出差别。',
  leads: {
    frechet: (lane) => `按 Fréchet 距离，${lane}领先。`,
    confidence: (lane) => `按平均置信度，${lane}领先。`,
  },
  alone: (out, other) => `${out}已退出，${other}独自继续。`,
  bothOut: '两条赛道都已退出。',
  backends: '两条赛道的计算后端不同，用时无法比较。',
  evidence: (a, b, seconds, margin, samples) =>
    `${seconds} 秒后 A 为 ${a}，B 为 ${b}，各评估 ${samples} 个样本；小于 ${margin} 的差别可能出于偶然。`,
  chart: '两条赛道随训练秒数的变化',
  after: (seconds) => `${seconds} 秒后`,

  grid: (lane) => `${lane}的生成器画的图像`,
  step: '步数',
  speed: '步/秒',
  seconds: '训练用时',
  trained: (seconds) => `${seconds} 秒`,
  frechet: 'Fréchet 距离',
  confidence: '置信度',
};
