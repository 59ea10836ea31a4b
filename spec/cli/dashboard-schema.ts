/**
 * The structure of a dashboard body as AWS documents it, as far as ours uses it ("Dashboard Body Structure and Syntax" in the
 * CloudWatch API reference). What the page does not name is refused.
 */
const place = {
  x: { type: 'integer', minimum: 0, maximum: 23 },
  y: { type: 'integer', minimum: 0 },
  width: { type: 'integer', minimum: 1, maximum: 24 },
  height: { type: 'integer', minimum: 1, maximum: 1000 },
};

const axis = {
  type: 'object',
  additionalProperties: false,
  properties: { label: { type: 'string' }, min: { type: 'number' }, max: { type: 'number' }, showUnits: { type: 'boolean' } },
};

const stat = { type: 'string', pattern: '^(SampleCount|Average|Sum|Minimum|Maximum|p\\d{1,2}(\\.\\d+)?)$' };
const period = { type: 'integer', multipleOf: 60, minimum: 60 };

const rendering = {
  type: 'object',
  additionalProperties: false,
  properties: {
    expression: { type: 'string', minLength: 1, maxLength: 2048 },
    id: { type: 'string', pattern: '^[a-z][a-zA-Z0-9_]*$', maxLength: 255 },
    label: { type: 'string' },
    color: { type: 'string' },
    region: { type: 'string' },
    stat,
    period,
    visible: { type: 'boolean' },
    yAxis: { enum: ['left', 'right'] },
  },
};

/** Namespace, name, up to 30 pairs of a dimension's name and value, and how it is drawn; or an expression. */
const metric = {
  type: 'array',
  oneOf: [
    { minItems: 1, maxItems: 1, items: [{ ...rendering, required: ['expression'] }] },
    {
      minItems: 3,
      maxItems: 63,
      items: {
        anyOf: [
          { type: 'string', minLength: 1, maxLength: 255 },
          { ...rendering, not: { required: ['expression'] } },
        ],
      },
    },
  ],
};

const metricWidget = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'properties'],
  properties: {
    type: { const: 'metric' },
    ...place,
    properties: {
      type: 'object',
      additionalProperties: false,
      required: ['metrics', 'region'],
      properties: {
        metrics: { type: 'array', minItems: 1, maxItems: 500, items: metric },
        region: { type: 'string', pattern: '^[a-z]{2}(-[a-z]+)+-\\d$' },
        title: { type: 'string' },
        view: { enum: ['timeSeries', 'singleValue', 'gauge', 'bar', 'pie'] },
        stacked: { type: 'boolean' },
        stat,
        period,
        liveData: { type: 'boolean' },
        setPeriodToTimeRange: { type: 'boolean' },
        sparkline: { type: 'boolean' },
        legend: { type: 'object', properties: { position: { enum: ['right', 'bottom', 'hidden'] } } },
        yAxis: { type: 'object', additionalProperties: false, properties: { left: axis, right: axis } },
      },
    },
  },
};

const textWidget = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'properties'],
  properties: {
    type: { const: 'text' },
    ...place,
    properties: { type: 'object', additionalProperties: false, required: ['markdown'], properties: { markdown: { type: 'string' } } },
  },
};

const variable = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'type', 'inputType'],
  properties: {
    id: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,32}$' },
    type: { enum: ['pattern', 'property'] },
    pattern: { type: 'string' },
    property: { type: 'string' },
    inputType: { enum: ['input', 'radio', 'select'] },
    label: { type: 'string' },
    visible: { type: 'boolean' },
    defaultValue: { type: 'string' },
    search: { type: 'string' },
    populateFrom: { type: 'string' },
    values: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['value'],
        properties: { value: { type: 'string' }, label: { type: 'string' } },
      },
    },
  },
  oneOf: [{ required: ['search', 'populateFrom'] }, { required: ['values'] }],
};

export const DASHBOARD_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['widgets'],
  properties: {
    start: { type: 'string', pattern: '^(-PT?\\d+[DHMWMS]|\\d{4}-.*)$' },
    end: { type: 'string' },
    periodOverride: { enum: ['auto', 'inherit'] },
    variables: { type: 'array', maxItems: 25, items: variable },
    widgets: { type: 'array', maxItems: 500, items: { oneOf: [metricWidget, textWidget] } },
  },
};
