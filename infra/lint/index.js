import { importDirection } from './rules/import-direction.js';
import { noMaterialFolder } from './rules/no-material-folder.js';
import { routePermission } from './rules/route-permission.js';

/** The house rules that machines can check. */
export const deskmate = {
  meta: { name: 'deskmate' },
  rules: {
    'import-direction': importDirection,
    'no-material-folder': noMaterialFolder,
    'route-permission': routePermission,
  },
};
