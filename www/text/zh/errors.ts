import type { errors as en } from '../en/errors.js';
import { translated } from './sentences.js';

/** What happened, by the code of the error, where its own sentence is not known in Chinese. */
const BY_CODE: Record<string, string> = {
  invalid_option: '选项的取值无效',
  conflicting_options: '这些选项不能同时使用',
  data_unavailable: '无法获取数据',
  data_corrupt: '数据已损坏',
  data_missing: '数据尚未加载',
  checkpoint_invalid: '这个文件无法打开',
  backend_unavailable: '计算后端不可用',
  device_failed: '计算设备出错',
  device_lost: '与 GPU 的连接已丢失',
  diverged: '训练已发散',
  core_failed: '计算核心出错',
};

export const errors: typeof en = {
  foreign: (code, message) => {
    const about = BY_CODE[code] ?? '出现错误';
    return translated(message) ?? (message ? `${about}（${message}）` : about);
  },

  outside: (name, value, bound) => `${name} 的值是 ${value}，但必须是${bound}`,
  oneOf: (choices) => `下列之一：${choices}`,
  onOrOff: () => ' on 或 off',
  whole: (min, max) => ` ${min} 到 ${max} 之间的整数`,
  wholeFrom: (min) => `不小于 ${min} 的整数`,
  real: (min, max) => ` ${min} 到 ${max} 之间的数`,
  list: (shortest, longest, min, max) => {
    const count = shortest === longest ? shortest : `${shortest} 到 ${longest}`;
    return ` ${count} 个用逗号分隔的整数，每个在 ${min} 到 ${max} 之间`;
  },
  address: () => '一个地址',
  label: () => '标签',
  labels: () => '标签的个数',
  theCount: (count) => ` count 的值，即 ${count}`,

  manifest: () => '数据清单',
  classifier: () => '分类器',
  trainingShard: (number, count) => `训练集分片 ${number}/${count}`,
  testShard: (number, count) => `测试集分片 ${number}/${count}`,
  notFetched: (what, reason) => `无法获取${what}：${reason}`,
  refused: (status, path) => `服务器对 ${path} 返回了 ${status}`,
  brokeOff: (what, reason) => `获取${what}时连接中断：${reason}`,
  manifestUnreadable: () => '无法读取数据清单（manifest.json）',
  notUnpacked: (what, file) => `${what}已损坏：${file} 无法解压`,
  otherFile: (what, file) => `${what}已损坏：${file} 的内容与预期不符`,
  noOwnImages: () => '此浏览器中没有你自己的图片：请在“你自己的图片”中选择，或改用其他数据',

  emptyFile: () => '文件为空',
  bigFile: (megabytes: string, most: string) => `文件有 ${megabytes} MB，但最多只能有 ${most} MB`,
  notAnImage: () => '不是此浏览器能读取的图片，也不是 IDX 文件',
  notGzip: () => '开头是 gzip 文件，但无法解压',
  blankImage: () => '整张图片是同一种灰度',
  tooManyImages: (most: number) => `已有 ${most} 张图片，不能再多`,
  idxKind: (magic: string) =>
    `是类型为 ${magic} 的 IDX 文件，但必须是无符号字节的图像（0x803）或标签（0x801）`,
  idxLength: (bytes: number, wanted: number) => `有 ${bytes} 字节，但文件头说有 ${wanted} 字节`,
  labelsAlone: () => '这些标签旁边没有名字相配的图像文件',
  labelsDiffer: (labels: number, images: number) => `有 ${labels} 个标签，但有 ${images} 张图像`,
  noCanvas: () => '浏览器没有提供可用的画布',
  noClassifier: () => '没有可用的分类器',

  listOfCores: () => '计算核心清单（cores.json）',
  coreNotBuilt: (backend) => `${backend} 的计算核心尚未构建`,
  noWebgpu: () => '此浏览器不支持 WebGPU',
  noGpu: () => '此浏览器支持 WebGPU，但没有找到可用的 GPU',
  gpuLost: (reason) => `与 GPU 的连接已丢失（${reason || '浏览器没有给出原因'}）`,
  gpuSlow: (seconds) => `GPU 在 ${seconds} 秒内没有完成一步`,
  workerNotLoaded: () => '无法加载工作线程',
  worker: () => '工作线程',
  core: () => '计算核心',
  silence: (seconds) => `${seconds} 秒内没有任何数据传来`,
  keepNotLoaded: () => '无法加载保存训练的代码；请重新加载页面再试',
  noWasm: () =>
    '计算核心所用的 WebAssembly 在此浏览器中已关闭。请为此网页开启：Apple 设备的锁定模式在地址栏的“大小”菜单里，Firefox 在 about:config 的 javascript.options.wasm，Chrome 与 Edge 在网站设置的 JavaScript 优化一项',
  wasmForbidden: () =>
    '此网页的 Content-Security-Policy 禁止 WebAssembly：其 script-src 需要 ‘wasm-unsafe-eval’，工作线程脚本的响应也一样',
  workerNotOpen: () => '工作线程尚未打开就收到了请求',
  noSearch: () => '尚未开始搜索',
  notEncoded: () => '动画无法编码',
  notInPage: () => '该元素不在页面中',
  storageSilent: (seconds) => `浏览器的存储在 ${seconds} 秒内没有响应`,
  runUnreadable: () => '这次训练虽已存储，但无法读取',

  notTensors: (reason) => `无法将该训练读作 safetensors 文件：${reason}`,
  otherVersion: (version, known) => `该训练的版本为 ${version}，而生成器只能从版本 ${known} 读取`,
  noTensor: (name) => `该训练中没有 ${name}`,

  webgpuFails: (reason) => `此处无法使用 WebGPU：${reason}`,
  webgpuStopped: (reason) => `WebGPU 停止工作：${reason}。训练改在 CPU 上继续。`,
  coreRestarted: (reason) => `计算核心出错，已重新启动：${reason}`,
  coreAwaited: (backend) => `${backend} 的计算核心仍在构建，目前先用 CPU 训练。`,
  coreCame: (backend) =>
    `${backend} 的计算核心已构建完成。下一次训练将使用它；重新加载页面后，这次训练也会使用它。`,
  software: () => '这里的 WebGPU 由软件模拟，使用 CPU 后端会更快。',
};
