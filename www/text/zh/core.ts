import type { CautionedId, Group, OptionName, PresetId } from '../../generated/options.js';
import type { core as en } from '../en/core.js';

interface Option {
  title: string;
  doc: string;
}

/** The options that both optimizers have. */
const OPTIMIZER = {
  optimizer: { title: '算法', doc: '权重如何沿梯度更新。' },
  'learning-rate': { title: '学习率', doc: '每一步走多远。' },
  momentum: { title: '动量', doc: '上一步有多大比例带入下一步。' },
  beta1: { title: 'Beta 1', doc: '每一步中，梯度均值保留的比例。' },
  beta2: { title: 'Beta 2', doc: '每一步中，梯度平方的均值保留的比例。' },
  epsilon: { title: 'Epsilon', doc: '避免除以过小的梯度而得到无穷大。' },
  'weight-decay': { title: '权重衰减', doc: '每一步按此比例乘以学习率缩小权重。' },
};

/** They bear the letter of the network before their name. */
function optimizerOf<N extends 'g' | 'd'>(network: N) {
  const entries = Object.entries(OPTIMIZER).map(([name, option]) => [`${network}-${name}`, option]);
  return Object.fromEntries(entries) as Record<`${N}-${keyof typeof OPTIMIZER}`, Option>;
}

const OPTIONS: Record<OptionName, Option> = {
  preset: { title: '预设', doc: '一套网络、损失与学习率；其他选项各修改其中一项。' },
  seed: { title: '种子', doc: '一切随机性的来源：同样的种子训练出同样的网络。' },
  backend: { title: '计算后端', doc: '用什么计算：WebGPU，或 CPU 上的两个库之一。' },
  dataset: { title: '数据', doc: '真实图像：手写数字、服装图片，或你自己的图片。' },
  'batch-size': { title: '批大小', doc: 'D 的一步使用多少幅真实图像，另有同样多的生成图像。' },
  model: { title: '模型', doc: '由全连接层或卷积层构成的 GAN，或由其一构成的变分自编码器。' },
  condition: { title: '标签输入方式', doc: '是否把图像的类别告诉两个网络，以及如何告诉 D。' },
  packing: { title: '每次给 D 的图像数', doc: '取 2 时，D 成对判断，能看出 G 总画同样的图像。' },
  latent: { title: 'z 的维数', doc: '潜在向量的长度：每幅图像由多少个随机数生成。' },
  'g-hidden': { title: 'G 的单元数', doc: 'G（或 VAE 解码器）各隐藏层的单元数。' },
  'd-hidden': { title: 'D 的单元数', doc: 'D（或 VAE 编码器）各隐藏层的单元数。' },
  'g-activation': { title: 'G 的激活函数', doc: 'G（或 VAE 解码器）各层之间的激活函数。' },
  'd-activation': { title: 'D 的激活函数', doc: 'D（或 VAE 编码器）各层之间的激活函数。' },
  'g-batch-norm': { title: 'G 的批归一化', doc: 'G（或 VAE 解码器）的每个隐藏层之后是否做批归一化。' },
  'd-batch-norm': { title: 'D 的批归一化', doc: 'D（或 VAE 编码器）的每个隐藏层之后是否做批归一化。' },
  'd-dropout': { title: 'D 的 Dropout', doc: 'D 每一步随机舍去的隐藏单元比例。' },
  channels: { title: '通道数', doc: '两个网络在 7 × 7 与 14 × 14 像素处的通道数。' },
  loss: { title: '损失', doc: 'D 与 G 优化的目标。' },
  clip: { title: '裁剪', doc: 'D 的权重所允许的最大绝对值。' },
  'd-steps': { title: 'D 的步数', doc: 'G 每学一次，D 学几次。' },
  'ema-decay': { title: 'G 的 EMA', doc: '样本由权重的滑动平均绘制；这是它每一步保留的比例。' },
  r1: { title: 'R1', doc: '对 D 在真实图像处斜率的惩罚权重。' },
  r2: { title: 'R2', doc: '对 D 在生成图像处斜率的惩罚权重。' },
  'gradient-penalty': { title: '梯度惩罚', doc: '在真实与生成图像之间，D 的斜率偏离 1 时的惩罚权重。' },
  'spectral-norm': { title: '谱归一化', doc: '是否把 D 的每一层除以其最大奇异值。' },
  'label-smoothing': { title: '标签平滑', doc: '要求 D 给真实图像的目标值比 1 低多少。' },
  augmentation: {
    title: '数据增强',
    doc: 'D 看到的所有图像是否平移最多 4 个像素，并遮挡 14 x 14 的方块：图像很少时，D 就无法死记。',
  },
  'instance-noise': {
    title: '实例噪声',
    doc: '加在 D 所见全部图像（取值在 -1 到 1 之间）上的噪声的标准差。',
  },
  ...optimizerOf('g'),
  ...optimizerOf('d'),
};

const GROUPS: Record<Group, string> = {
  Run: '运行',
  Networks: '网络',
  Loss: '损失',
  Regularizers: '正则化',
  'Optimizer of G': 'G 的优化器',
  'Optimizer of D': 'D 的优化器',
};

const PRESETS: Record<PresetId, { title: string; teaches: string }> = {
  quick: {
    title: '快速',
    teaches: '一个小型卷积 GAN，并告诉它该画哪个数字：一分钟之内，十个类别都能画得清晰。',
  },
  best: {
    title: '最佳',
    teaches: '耐心与更大的批能换来什么：CPU 上十分钟之内所能得到的最好的数字。',
  },
  unconditional: {
    title: '不告知数字',
    teaches: '几乎相同的网络，但不给标签：看 GAN 必须自己发现什么，以及要多花多少时间。',
  },
  classic: {
    title: '经典（无法学习）',
    teaches: '与教科书所写完全一致的一对 MLP，用来看清一个细节如何决定成败。',
  },
  'classic-repaired': {
    title: '经典（已修正）',
    teaches:
      '同样的一对 MLP，只做能让它学习的最小改动：D 用 LeakyReLU、不用批归一化，Adam 的 beta1 取 0，并提高学习率。',
  },
  'wgan-gp': {
    title: 'WGAN-GP',
    teaches: 'D 衡量的不是概率而是距离，并用对其斜率的惩罚保证可信；距离缩小，L_D 也随之下降。',
  },
  lsgan: {
    title: 'LSGAN',
    teaches: '用最小二乘代替对数：远在错误一侧的图像仍会牵引 G，而 sigmoid 在那里是平的。',
  },
  hinge: {
    title: '铰链损失',
    teaches: 'D 只从间隔之内的图像学习，就像支持向量机那样。',
  },
  relativistic: {
    title: '相对配对',
    teaches: 'D 总是把一幅生成图像与一幅真实图像放在一起比较，G 无法只靠一幅好图像取胜。',
  },
  vae: {
    title: 'VAE',
    teaches: '没有对手：一个编码器与一个解码器共同提高似然的下界；平滑、稳定，但略显模糊。',
  },
  fashion: {
    title: '服装',
    teaches: '同样的网络，换成服装图片：对数字来说，清晰的轮廓很容易画好，但图像远不止轮廓。',
  },
  collapse: {
    title: '模式崩溃',
    teaches: '有意重现最著名的失败：G 学得比 D 快得多，一味追逐此刻能骗过 D 的图像，并且只画它。',
  },
  'collapse-cured': {
    title: '模式崩溃（已治愈）',
    teaches: '同样的网络，但 D 能跟上 G，G 中加入了批归一化：十个数字全都回来了。',
  },
  'd-wins': {
    title: 'D 占优',
    teaches: 'D 学得比 G 快得多：它很快就总是判断正确，而仅仅知道自己错了对 G 毫无帮助。',
  },
  vanishing: {
    title: '梯度消失',
    teaches: '理论中的极小极大损失：D 确信无疑时，log(1 - D(G(z))) 是平的，G 得不到可以学习的梯度。',
  },
  oscillation: {
    title: '振荡',
    teaches: '双方都带动量：每个网络都会冲过对方刚学会的状态，彼此绕着圈追逐。',
  },
  divergence: {
    title: '发散',
    teaches: '学习率过大：数值不断增长，几步之内就变成无穷大。',
  },
};

const CAUTIONS: Record<CautionedId, string> = {
  classic:
    '照此写法，这对网络无法学习：批归一化紧挨在判别器最后一层之前，使真实批与生成批的平均 logit 相同，D 因此停在随机水平。结果会是 L_D = ln 4 = 1.386、L_G = ln 2 = 0.693，画不出数字。“经典（已修正）”是能让它学习的最小改动。',
  collapse: '这个预设注定失败：G 最后只会画一到三种形状。诊断会指出这一点，并给出解决办法。',
  'd-wins': '这个预设注定失败：G 画不出数字。',
  vanishing: '这个预设注定失败：G 在最初几步之内就停止学习。',
  oscillation: '这个预设注定失败：训练永远不会稳定。',
  divergence: '这个预设注定失败：训练会自行停止，并回到上一个正常状态。',
};

export const core: typeof en = {
  choices: {
    auto: '自动',
    webgpu: 'WebGPU',
    flex: 'CPU（flex）',
    ndarray: 'CPU（ndarray）',
    mnist: 'MNIST',
    'fashion-mnist': 'Fashion-MNIST',
    own: '你自己的图片',
    mlp: 'MLP GAN',
    dcgan: 'DCGAN',
    'vae-mlp': 'VAE，MLP',
    'vae-conv': 'VAE，卷积',
    none: '不告知',
    concatenation: '拼接',
    projection: '投影',
    relu: 'ReLU',
    'leaky-relu': 'LeakyReLU',
    minimax: '极小极大',
    'non-saturating': '非饱和',
    'least-squares': '最小二乘（LSGAN）',
    wasserstein: 'Wasserstein（裁剪）',
    'wgan-gp': 'WGAN-GP',
    hinge: '铰链',
    relativistic: '相对配对',
    off: '关',
    translation: '平移',
    'translation-cutout': '平移并遮挡',
    sgd: 'SGD',
    momentum: '带动量的 SGD',
    'rms-prop': 'RMSProp',
    adam: 'Adam',
    'adam-w': 'AdamW',
  },
  option: ({ name }) => OPTIONS[name as OptionName],
  group: (group) => GROUPS[group as Group],
  fullTitle: ({ name, group }) => {
    const { title } = OPTIONS[name as OptionName];
    const network = /^Optimizer of (.)$/.exec(group)?.[1];
    return network ? `${network} 的${title}` : title;
  },
  preset: ({ id }) => ({
    ...PRESETS[id as PresetId],
    caution: id in CAUTIONS ? CAUTIONS[id as CautionedId] : null,
  }),
};
