// What CloudWatch demands of a document of the embedded metric format, as a JSON schema: the rules of AWS's "Specification: embedded metric format"
// (docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html, read on 2026-11-29), stricter
// where it says that there must be no further members.

const name = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });

const metric = {
  type: 'object',
  required: ['Name'],
  additionalProperties: false,
  properties: { Name: name(1_024), Unit: { enum: ['Count', 'Milliseconds', 'Bytes'] }, StorageResolution: { enum: [1, 60] } },
};

const directive = {
  type: 'object',
  required: ['Namespace', 'Dimensions', 'Metrics'],
  additionalProperties: false,
  properties: {
    Namespace: name(1_024),
    Dimensions: { type: 'array', minItems: 1, items: { type: 'array', maxItems: 30, uniqueItems: true, items: name(250) } },
    Metrics: { type: 'array', minItems: 1, maxItems: 100, items: metric },
  },
};

/** The schema of one line. */
export const EMF_SCHEMA = {
  type: 'object',
  required: ['_aws'],
  properties: {
    _aws: {
      type: 'object',
      required: ['Timestamp', 'CloudWatchMetrics'],
      additionalProperties: false,
      properties: {
        Timestamp: { type: 'integer', minimum: 0 },
        CloudWatchMetrics: { type: 'array', minItems: 1, items: directive },
      },
    },
  },
};
