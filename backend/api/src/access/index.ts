export { AccessModule } from './access.module.js';
export { type Actor, type Permission, type PersonRole, permissions } from './actor.js';
export { ApiKeysService } from './api-keys/api-keys.service.js';
export { AuditLog, type AuditObject, type AuditVerification } from './audit/audit-log.js';
export { GroupsService } from './groups/groups.service.js';
export { hostAndOrigin } from './http/host-and-origin.js';
export { RateLimit } from './http/rate-limit.js';
export { CurrentRepeat, type Repeat, RepeatsItself } from './http/repeat.js';
export { securityHeaders } from './http/security-headers.js';
export { PeopleService } from './people/people.service.js';
export { PersonalData, type PersonalPart } from './people/personal-data.js';
export { InstallationSecrets } from './personal-text/installation-secrets.js';
export { type TextOwnerKind } from './personal-text/personal-text.repository.js';
export { PersonalTextStore } from './personal-text/personal-text.store.js';
export { AccessService, requirePermission } from './rights/access.service.js';
export {
  type ApiKeyScope,
  type SpaceRole,
  apiKeyScopes,
  commandLineActor,
  permissionsOf,
  permissionsOfKey,
} from './rights/permission-policy.js';
export {
  CurrentActor,
  PUBLIC,
  Public,
  REQUIRES,
  type RequestWithActor,
  Requires,
  type RouteAccess,
  accessOf,
} from './route.decorators.js';
export { SetupService } from './sign-in/setup.service.js';
export { GrantsService } from './spaces/grants.service.js';
export type { GiveGrant, Grant, Space } from './spaces/space.dto.js';
export { SpacesService } from './spaces/spaces.service.js';
