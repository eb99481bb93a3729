import type { audience as en } from '../en/audience.js';

export const audience: typeof en = {
  label: '视图',
  views: { beginner: '入门', expert: '专家' },
  about: {
    beginner: '训练和理解所需的内容',
    expert: '还包括全部选项、数值与导出',
  },
  toExpert: '转到专家视图',
  hiddenSetting: '这涉及专家视图中的一个选项。',
  pending: (count) => `在专家视图中修改的 ${count} 个选项尚未应用。`,

  drawn: 'G 所画',
  losses:
    'D 能分辨真实与生成图像时，L_D 下降；G 骗过 D 时，L_G 下降。两者都不应降到零：理想的状态是相互平衡。',

  verdicts: {
    none: '开始训练后，一个小型分类器会在这里评价样本的好坏。',
    blurred: '样本还不够清晰。',
    missing: (count) => `还缺 ${count} 类。样本是否彼此雷同？`,
    good: '样本清晰，各个类别齐全。',
  },
  kinds: (count, all) => `${count} / ${all}`,
  kindsAbout: '个类别已画出。类别很少是模式崩溃的迹象。',
  sureAbout: (real) => `是分类器对所见样本的把握；对真实图像为 ${real}。`,
};
