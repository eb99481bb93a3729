/** Taking the generator elsewhere. */
export const exporting = {
  title: 'Use the generator elsewhere',
  about: 'Only the network that draws the samples, without the rest of the run.',
  pytorch: 'For PyTorch',
  pytorchAbout: 'Its weights as a safetensors file, which the script beside it loads',
  script: 'Script',
  scriptAbout: 'A Python script that loads the file and draws samples; one for all models',
  onnx: 'ONNX',
  onnxAbout: 'A model for ONNX runtimes: latent vectors and labels in, images out',
};
