import type { en } from '../en.js';

export const own: typeof en.own = {
  about:
    '用你自己的图片训练。图片只留在此浏览器中，不会发送到任何地方。每张图片会变成 28 x 28 的灰度像素，训练前在下方可以看到。',
  drop: '把图片、文件夹或 IDX 文件拖到这里',
  files: '选择文件…',
  folder: '选择文件夹…',
  folders: '文件夹作为类别，最多十个；IDX 标签也是。',
  draw: '或者画',
  drawingClass: '所画图片的类别（可为空）',
  addDrawing: '加入这张画',
  clearPad: '清除',
  fit: '不是正方形的',
  fits: { crop: '保留中间', whole: '保留全部', center: '把笔迹居中，如同 MNIST' },
  ground: '明暗',
  grounds: { auto: '自动判断', keep: '保持原样', invert: '反转' },
  inverted: '这些图片是浅底深色，因此明暗已反转。',
  reading: (percent: string) => `读取中… ${percent}`,
  read: '读取文件',
  count: (count: string, drawings: string) =>
    `${count} 张图片${drawings ? `，其中 ${drawings} 张是画的` : ''}`,
  classes: (list: string[]) => `类别：${list.join('、')}`,
  classCount: (name: string, count: string) => `${name}（${count}）`,
  noClasses: '没有类别：不告诉 G 要画什么。',
  manyClasses: (count: string, most: number) =>
    `有 ${count} 个不同的文件夹，超过最多 ${most} 个类别：因此不使用类别。`,
  someWithout: (count: string) => `${count} 张图片没有类别，因此不使用类别。`,
  preview: '其中一些，训练时看到的样子',
  image: (name: string) => (name ? `类别 ${name} 的一张图片` : '一张图片'),
  more: (count: string) => `还有 ${count} 张`,
  refused: (count: string) => `${count} 个不能使用`,
  refusal: (path: string, reason: string) => `${path}：${reason}`,
  clear: '全部不用',
  tooFew: (count: string, least: number) =>
    `${count} 张图片太少，无法训练：少于 ${least} 张时，G 只会学到这几张图片，学不到它们的共同点。`,
  few: (count: string, enough: string, percent: string) =>
    `${count} 张图片偏少，只有 MNIST 的 ${percent}。少于 ${enough} 张时，D 能记住每一张：无论 G 画得多好都会被拒绝，样本会变成训练图片的复制品或变得支离破碎。数据增强有帮助：D 会在不同位置看到每张图片。`,
  many: (count: string) => `${count} 张图片足够多，D 不容易死记。`,
  augmentation: '数据增强',
  train: (count: string) => `用这 ${count} 张图片训练`,
  held: '每十张留出一张，这样可以看出 D 是否只认识训练过的图片。',
  kept: (count: string) => `此浏览器中保存了你的 ${count} 张图片。`,
  trainKept: '用它们训练',
  remove: '删除它们',
  inUse: '当前的训练正在使用它们。',
  notJudged: '没有认识你自己图片的分类器，因此这里无法统计。请看样本，以及某个样本最接近的训练图片。',
};
