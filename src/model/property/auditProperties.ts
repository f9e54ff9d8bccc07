// The properties of AUDIT and METRIC blocks.
import { cronText } from './cron.ts';
import { sqlText, texts } from './expressions.ts';
import { properties } from './maps.ts';
import { columnName, tableNames } from './names.ts';
import { boolean, choice, dateText, text } from './scalar.ts';
import { specification } from './specification.ts';
import { intervalUnits } from '../../interval/unit.ts';

export const auditProperties = {
  name: specification(text),
  dialect: specification(text),
  skip: specification(boolean),
  blocking: specification(boolean),
  standalone: specification(boolean),
  defaults: specification(properties),
  owner: specification(text),
  description: specification(text),
  tags: specification(texts(text)),
  stamp: specification(text),
  cron: specification(cronText),
  interval_unit: specification(choice(intervalUnits)),
  start: specification(dateText),
  depends_on: specification(tableNames),
  project: specification(text),
};

export const metricProperties = {
  name: specification(columnName),
  expression: specification(sqlText),
  dialect: specification(text),
  description: specification(text),
  owner: specification(text),
};
