import type { networks as en } from '../en/networks.js';

export const networks: typeof en = {
  about: '两个网络的构成:每层的输出、可学习的权重,以及每幅图像的乘加次数。修改会开始新的训练;现有的会保留。',
  names: { generator: '生成器 G', discriminator: '判别器 D', decoder: '解码器', encoder: '编码器' },
  operations: {
    input: '输入',
    linear: '全连接',
    conv2d: '卷积 4 × 4,步幅 2',
    'conv-transpose2d': '转置卷积 4 × 4,步幅 2',
    projection: '标签投影',
  },
  sum: (weights: string, operations: string) => `${weights} 个权重,${operations} 次运算`,
  cost: (weights: string, operations: string) => `${weights} 权重,${operations} 运算`,
  labels: (count: number) => `，以及 ${count} 类的标签`,
  memory: (total: string, limit: string) => `训练时约占 ${total} 内存；最多允许 ${limit}`,
  memoryOf: {
    weights: '权重',
    optimizer: '优化器',
    average: 'EMA',
    gradients: '梯度',
    activations: '激活值',
    workspace: '计算核的工作区',
    checkpoint: '检查点的副本',
  },
  width: (kind: string) => `宽度:${kind}`,
  add: '添加一层',
  remove: '移除这一层',
  apply: '训练这些网络',
  discard: '放弃',
  anew: '会开始新的训练;现有的会保留。',
  switches: { on: '开', off: '关' },
};
