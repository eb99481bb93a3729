/**
 * The core's sentences in Chinese, by their English, in which {} stands for what changes; {0} is the first of
 * these in Chinese. A test looks for all of them in the core's source.
 */
const SENTENCES: Record<string, string> = {
  // Errors, src/error.rs, and what they say of options, src/config/mod.rs.
  '{} is {}, but must be {}': '{0} 的值是 {1}，但必须是 {2}',
  '{} is {} and {} is {}, which do not go together: {}': '{0} 为 {1}，{2} 为 {3}，两者不能同时使用：{4}',
  '{} and {}, which do not go together: {}': '{0} 与 {1} 不能同时使用：{2}',
  'the number of weights that {} gives': '{0} 给出的权重个数',
  'the memory that these settings take': '这些设置占用的内存',
  'at most {} MB; smaller batches, fewer units or channels take less':
    '不大于 {0} MB；更小的批次、更少的单元或通道占用更少',
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
  "without the penalty nothing bounds D's gradient; 10 is usual":
    '没有惩罚就没有什么约束 D 的斜率；通常取 10',
  "both bound D's gradient, and clipped weights never reach the norm 1 that the penalty asks for; take the loss wgan-gp":
    '两者都约束 D 的斜率，而裁剪后的权重永远达不到惩罚所要求的斜率 1；请改用损失 wgan-gp',
  'this loss has no target that could be smoothed': '这种损失没有可以平滑的目标',
  'an odd number of images makes no pairs': '奇数幅图像无法配对',
  "with batch normalization D's gradient at an image depends on the whole batch":
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
