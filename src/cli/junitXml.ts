// Results of unit tests as JUnit XML, which every CI server reads.
import type { TestResult } from '../modelTest/testResult.ts';
import type { TestRun } from '../project/unitTest/testProject.ts';
import { testMessage } from '../modelTest/testMessage.ts';

export function junitXml({ results, failed, seconds }: TestRun): string {
  const byFile = new Map<string, TestResult[]>();
  for (const result of results) byFile.set(result.file, [...(byFile.get(result.file) ?? []), result]);
  const suites = [...byFile].map(([file, tests]) => suite(file, tests));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${results.length}" failures="${failed}" time="${seconds.toFixed(3)}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(file: string, tests: readonly TestResult[]): string {
  const failed = tests.filter((result) => result.status === 'failed').length;
  const time = tests.reduce((sum, result) => sum + result.seconds, 0);
  return [
    `  <testsuite name="${escaped(file)}" tests="${tests.length}" failures="${failed}" time="${time.toFixed(3)}">`,
    ...tests.map(testCase),
    '  </testsuite>',
  ].join('\n');
}

function testCase(result: TestResult): string {
  const line = result.at === undefined ? '' : ` line="${result.at.line}"`;
  const head = `    <testcase name="${escaped(result.name)}" classname="${escaped(result.model ?? '')}" file="${escaped(result.file)}"${line} time="${result.seconds.toFixed(3)}"`;
  if (result.status === 'passed') return `${head}/>`;
  const text = testMessage(result);
  return [
    `${head}>`,
    `      <failure message="${escaped(text.split('\n', 1)[0]!)}">${escaped(text)}</failure>`,
    '    </testcase>',
  ].join('\n');
}

/** Characters that XML cannot hold at all become a sign for them. */
function escaped(text: string): string {
  return text
    .replace(/(?![\t\n\r])\p{Cc}|[\uFFFE\uFFFF]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
