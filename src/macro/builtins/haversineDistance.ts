import { MeshError } from '../../error/meshError.ts';
import type { BuiltinContext } from '../context.ts';
import type { Fragment } from '../definition.ts';
import { macro } from '../macro.ts';
import { operand } from '../operand.ts';

/** Twice the earth's radius, in miles. */
const diameter = 7922;
const factors: Readonly<Record<string, string>> = { mi: '1.0', km: '1.60934' };

/** `@HAVERSINE_DISTANCE(lat1, lon1, lat2, lon2, 'km')`: the great-circle distance of two points given in degrees. */
export const haversineDistance = macro<BuiltinContext>(
  'haversine_distance',
  { args: ['sql', 'sql', 'sql', 'sql', 'name?'], parameters: ['lat1', 'lon1', 'lat2', 'lon2', 'unit'] },
  (context, lat1: Fragment, lon1: Fragment, lat2: Fragment, lon2: Fragment, unit = 'mi') => {
    const factor = factors[unit];
    if (factor === undefined) {
      const detail = `the unit is 'mi' or 'km', not '${unit}'`;
      throw new MeshError('MACRO_ARGUMENT', { macro: 'haversine_distance', detail }, { at: context.at });
    }
    const [a, b, c, d] = [lat1, lon1, lat2, lon2].map((f) => operand(f.sqlText, context.dialect)) as [
      string,
      string,
      string,
      string,
    ];
    const north = `POWER(SIN(RADIANS((${c} - ${a}) / 2)), 2)`;
    const east = `POWER(SIN(RADIANS((${d} - ${b}) / 2)), 2)`;
    const cosines = `COS(RADIANS(${lat1.sqlText})) * COS(RADIANS(${lat2.sqlText}))`;
    return { sqlText: `(${diameter} * ASIN(SQRT(${north} + ${cosines} * ${east})) * ${factor})` };
  },
);
