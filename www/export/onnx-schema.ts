/** What of ONNX's onnx.proto a generator needs, in its names and numbers. */

import { create, createFileRegistry, type DescMessage } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';

const TYPES: Record<string, Type> = {
  float: Type.FLOAT,
  int32: Type.INT32,
  int64: Type.INT64,
  string: Type.STRING,
  bytes: Type.BYTES,
};

/** Each field's number and type. */
const MESSAGES: Record<string, Record<string, [number, string]>> = {
  ModelProto: {
    ir_version: [1, 'int64'],
    producer_name: [2, 'string'],
    doc_string: [6, 'string'],
    graph: [7, 'GraphProto'],
    opset_import: [8, 'OperatorSetIdProto[]'],
  },
  OperatorSetIdProto: { domain: [1, 'string'], version: [2, 'int64'] },
  GraphProto: {
    node: [1, 'NodeProto[]'],
    name: [2, 'string'],
    initializer: [5, 'TensorProto[]'],
    input: [11, 'ValueInfoProto[]'],
    output: [12, 'ValueInfoProto[]'],
  },
  NodeProto: {
    input: [1, 'string[]'],
    output: [2, 'string[]'],
    name: [3, 'string'],
    op_type: [4, 'string'],
    attribute: [5, 'AttributeProto[]'],
  },
  AttributeProto: {
    name: [1, 'string'],
    f: [2, 'float'],
    i: [3, 'int64'],
    ints: [8, 'int64[]'],
    type: [20, 'int32'],
  },
  TensorProto: { dims: [1, 'int64[]'], data_type: [2, 'int32'], name: [8, 'string'], raw_data: [9, 'bytes'] },
  ValueInfoProto: { name: [1, 'string'], type: [2, 'TypeProto'], doc_string: [3, 'string'] },
  TypeProto: { tensor_type: [1, 'TensorTypeProto'] },
  // TypeProto.Tensor and TensorShapeProto.Dimension there; the bytes do not tell.
  TensorTypeProto: { elem_type: [1, 'int32'], shape: [2, 'TensorShapeProto'] },
  TensorShapeProto: { dim: [1, 'DimensionProto[]'] },
  DimensionProto: { dim_value: [1, 'int64'], dim_param: [2, 'string'] },
};

/** The model, whose field names are in camel case. */
export function modelSchema(): DescMessage {
  const file = create(FileDescriptorProtoSchema, {
    name: 'onnx.proto',
    package: 'onnx',
    syntax: 'proto2',
    messageType: Object.keys(MESSAGES).map(message),
  });
  const schema = createFileRegistry(file, () => undefined).getMessage('onnx.ModelProto');
  if (!schema) throw new Error('the schema has no model');
  return schema;
}

function message(name: string): DescriptorProto {
  const fields = Object.entries(MESSAGES[name] ?? {}).map(([name, [number, type]]) => {
    const one = type.replace('[]', '');
    const scalar = TYPES[one];
    return {
      name,
      number,
      label: one === type ? Label.OPTIONAL : Label.REPEATED,
      ...(scalar ? { type: scalar } : { type: Type.MESSAGE, typeName: `.onnx.${one}` }),
    };
  });
  return create(DescriptorProtoSchema, { name, field: fields });
}
