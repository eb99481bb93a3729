import type { exporting as en } from '../en/export.js';

export const exporting: typeof en = {
  title: '在别处使用生成器',
  about: '只含绘制样本的网络，不含训练的其余部分。',
  pytorch: '用于 PyTorch',
  pytorchAbout: '权重存为 safetensors 文件，由旁边的脚本加载',
  script: '脚本',
  scriptAbout: '加载该文件并绘制样本的 Python 脚本，适用于所有模型',
  onnx: 'ONNX',
  onnxAbout: '供 ONNX 运行时使用的模型：输入潜在向量和标签，输出图像',
};
