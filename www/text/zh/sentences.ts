/**
 * The core's sentences in Chinese, by their English, in which {} stands for what changes; {0} is the first of
 * these in Chinese. A test looks for all of them in the core's source.
 */
const SENTENCES: Record<string, string> = {
  // What the doctor says, src/doctor.rs.
  'A VAE has no adversary: it lowers one bound, and the doctor has nothing to balance.':
    'VAE 没有对手：它只是降低一个上界，没有需要平衡的双方。',
  'Watch reconstruction and KL divergence: their sum is to fall.':
    '请留意重构损失与 KL 散度：两者之和应当下降。',
  'Too early to say.': '现在下结论为时过早。',
  'The doctor has seen {} steps of this run, and says something from {} on.':
    '目前观察了本次训练的 {0} 步，满 {1} 步后给出诊断。',
  'G has stopped learning: D is so sure of itself that hardly any gradient reaches G.':
    'G 停止了学习：D 过于确信，几乎没有梯度传到 G。',
  "Over the last {} steps the slope of L_G at D's logits was {} on average, and {} % of pairs were told apart.":
    '最近 {0} 步中，L_G 对 D 的 logit 的斜率平均为 {1}，D 分辨出了 {2}% 的样本对。',
  'Take the non-saturating loss, whose gradient is largest where D is sure':
    '改用非饱和损失：D 越确信，它的梯度越大',
  'D has learned nothing: it gives real and generated images the same score, so G gets no better.':
    'D 什么也没学到：它给真实图像与生成图像同样的分数，G 因此无法进步。',
  'Over the last {} steps the mean logits of real and generated images were {} apart, while samples are at a Frechet distance of {} (noise: {}).':
    '最近 {0} 步中，真实图像与生成图像的平均 logit 仅相差 {1}，而样本的 Fréchet 距离为 {2}（噪声：{3}）。',
  'Take batch normalization out of D, which gives every batch the same mean':
    '去掉 D 中的批归一化：它使每一批的均值都相同',
  'Mode collapse: G draws the same few things whatever the noise, because they are enough to deceive D.':
    '模式崩溃：无论噪声是什么，G 都只画同样的几种图像，因为它们足以骗过 D。',
  '{} of 10 classes are covered by {} samples, {} % of them of class {}; within a class they differ {} % as much as real ones.':
    '{1} 个样本覆盖了 10 类中的 {0} 类，其中 {2}% 属于类别 {3}；同类样本之间的差异是真实图像的 {4}%。',
  'D wins: it tells nearly all generated images from real ones, so G only learns that it is wrong, not how to get better.':
    'D 占优：它几乎能分辨所有生成图像，G 只知道自己错了，却学不到如何改进。',
  'Over the last {} steps D gave the real image the larger logit in {} % of pairs; the mean logits are {} and {}.':
    '最近 {0} 步中，D 在 {1}% 的样本对里给真实图像更大的 logit；平均 logit 分别为 {2} 和 {3}。',
  'G wins: D takes nearly all that G draws for real, so its verdict guides G no more.':
    'G 占优：D 把 G 画的几乎全部当成真实图像，它的判断不再能引导 G。',
  'Over the last {} steps D gave the real image the larger logit in only {} % of pairs.':
    '最近 {0} 步中，D 仅在 {1}% 的样本对里给真实图像更大的 logit。',
  'Oscillation: now D is ahead, now G, and each unlearns what the other has just answered.':
    '振荡：D 与 G 轮流领先，各自忘掉刚刚学会的应对。',
  'Over the last {} steps the share of pairs that D tells apart swung {} times around its mean of {} %, by {} points on average.':
    '最近 {0} 步中，D 能分辨的样本对比例围绕平均值 {2}% 摆动了 {1} 次，平均幅度为 {3} 个百分点。',
  ', and {} of 10 classes are covered': '，样本覆盖了 10 类中的 {0} 类',
  'Over the last {} steps D told {} % of pairs apart{}.': '最近 {0} 步中，D 分辨出了 {1}% 的样本对{2}。',
  'D and G are in balance; how good the samples are was not measured yet.':
    'D 与 G 处于平衡；样本的质量尚未测量。',
  'D and G are in balance, but the samples are no images yet.': 'D 与 G 处于平衡，但样本还不成图像。',
  'Healthy: D and G are in balance.': '状态良好：D 与 G 处于平衡。',
  'Divergence: a number grew beyond all bounds. Training has stopped and is back at its last good state.':
    '发散：某个数值超出了一切界限。训练已停止，并回到上一个正常状态。',
  'A loss or a logit was not finite at step {}.': '第 {0} 步出现了非有限的损失或 logit。',
  "Let D learn less: one step for each of G, at no more than a quarter of G's rate, with the R1 penalty on its slope":
    '让 D 学得慢一些：G 每走一步它只走一步，学习率不超过 G 的四分之一，并用 R1 惩罚约束其斜率',
  'Let D learn four times as fast': '把 D 的学习率提高到四倍',
  "Let D keep up: half of G's rate, without momentum": '让 D 跟上：学习率取 G 的一半，不用动量',
  "Let D keep up: half of G's rate, without momentum; and batch normalization in G":
    '让 D 跟上：学习率取 G 的一半，不用动量；并在 G 中加入批归一化',
  'Take smaller steps by Adam without momentum': '用不带动量的 Adam，步子小一些',

  // Errors, src/error.rs, and what they say of options, src/config/mod.rs.
  '{} is {}, but must be {}': '{0} 的值是 {1}，但必须是 {2}',
  '{} is {} and {} is {}, which do not go together: {}': '{0} 为 {1}，{2} 为 {3}，两者不能同时使用：{4}',
  '{} and {}, which do not go together: {}': '{0} 与 {1} 不能同时使用：{2}',
  'the number of weights that {} gives': '{0} 给出的权重个数',
  'at most {}': '不大于 {0} 的数',
  '{} is corrupt: {}': '{0} 已损坏（{1}）',
  'the data shard {} is not loaded yet': '数据分片 {0} 尚未加载',
  'this file is not a checkpoint of the GAN playground: {}': '这个文件不是 GAN 游乐场的存档（{0}）',
  'the back end {} is not available: {}': '计算后端 {0} 不可用（{1}）',
  'the device failed: {}': '计算设备出错（{0}）',
  'training has diverged: a number became {} at step {}': '训练已发散：第 {1} 步出现了 {0}',
  'its generator has batch normalization, and one image has no variance':
    '生成器含有批归一化，而单幅图像没有方差',
  'one image has no variance': '单幅图像没有方差',
  'one input of D has no variance': 'D 的单个输入没有方差',
  'projection is a way for D to use the label, and a VAE has no D; take concatenation':
    '投影是 D 使用标签的方式，而 VAE 没有 D；请改用拼接',
  "without the penalty nothing bounds D's slope; 10 is usual": '没有惩罚就没有什么约束 D 的斜率；通常取 10',
  "both bound D's slope, and clipped weights never reach the slope 1 that the penalty asks for; take the loss wgan-gp":
    '两者都约束 D 的斜率，而裁剪后的权重永远达不到惩罚所要求的斜率 1；请改用损失 wgan-gp',
  'this loss has no target that could be smoothed': '这种损失没有可以平滑的目标',
  'an odd number of images makes no pairs': '奇数幅图像无法配对',
  "with batch normalization D's slope at an image depends on the whole batch":
    '有批归一化时，D 在一幅图像处的斜率取决于整个批次',
  'batch normalization scales up again what spectral normalization bounds':
    '批归一化会把谱归一化所约束的量重新放大',
};

const PATTERNS = Object.entries(SENTENCES).map(([english, chinese]) => ({
  pattern: new RegExp(`^${english.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll('{}', '(.*?)')}$`, 's'),
  chinese,
}));

/** A sentence of the core in Chinese, if it is known; so is each part of it. */
export function translated(english: string): string | undefined {
  for (const { pattern, chinese } of PATTERNS) {
    const parts = pattern.exec(english)?.slice(1);
    if (parts) return chinese.replace(/\{(\d)\}/g, (_, at) => translated(parts[at] ?? '') ?? parts[at] ?? '');
  }
  return undefined;
}
