import { Global, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { ApiKeyRepository } from './api-keys/api-key.repository.js';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { ApiKeysService } from './api-keys/api-keys.service.js';
import { AuditController } from './audit/audit.controller.js';
import { AuditLog } from './audit/audit-log.js';
import { AuditRepository } from './audit/audit.repository.js';
import { AuditService } from './audit/audit.service.js';
import { GroupRepository } from './groups/group.repository.js';
import { GroupsController } from './groups/groups.controller.js';
import { GroupsService } from './groups/groups.service.js';
import { AccessGuard } from './http/access.guard.js';
import { IdempotencyInterceptor } from './http/idempotency.interceptor.js';
import { IdempotencyRepository } from './http/idempotency.repository.js';
import { RequestRate } from './http/rate-limit.js';
import { AccountData } from './people/account-data.js';
import { AccountDataRepository } from './people/account-data.repository.js';
import { MeController } from './people/me.controller.js';
import { MeService } from './people/me.service.js';
import { PeopleController } from './people/people.controller.js';
import { PeopleService } from './people/people.service.js';
import { PersonErasure } from './people/person-erasure.js';
import { PersonRepository } from './people/person.repository.js';
import { PersonalData } from './people/personal-data.js';
import { InstallationSecrets, MasterKey } from './personal-text/installation-secrets.js';
import { PersonalTextRepository } from './personal-text/personal-text.repository.js';
import { PersonalTextStore } from './personal-text/personal-text.store.js';
import { AccessRepository } from './rights/access.repository.js';
import { AccessService } from './rights/access.service.js';
import { LinkRepository } from './sign-in/link.repository.js';
import { LinkService } from './sign-in/link.service.js';
import { SessionController } from './sign-in/session.controller.js';
import { SessionRepository } from './sign-in/session.repository.js';
import { SessionService } from './sign-in/session.service.js';
import { SettingRepository } from './sign-in/setting.repository.js';
import { SetupController } from './sign-in/setup.controller.js';
import { SetupService } from './sign-in/setup.service.js';
import { GrantRepository } from './spaces/grant.repository.js';
import { GrantsService } from './spaces/grants.service.js';
import { SpaceRepository } from './spaces/space.repository.js';
import { SpacesController } from './spaces/spaces.controller.js';
import { SpacesService } from './spaces/spaces.service.js';

const repositories = [
  AccessRepository,
  AccountDataRepository,
  ApiKeyRepository,
  AuditRepository,
  GrantRepository,
  GroupRepository,
  IdempotencyRepository,
  LinkRepository,
  PersonRepository,
  PersonalTextRepository,
  SessionRepository,
  SettingRepository,
  SpaceRepository,
];

/** The doors for the modules to the right. */
const services = [
  AccessService,
  ApiKeysService,
  AuditLog,
  GrantsService,
  GroupsService,
  InstallationSecrets,
  PeopleService,
  PersonalData,
  PersonalTextStore,
  SetupService,
  SpacesService,
];

/** People, spaces and rights; its guard and interceptor stand before every route of the product. */
@Global()
@Module({
  controllers: [
    ApiKeysController,
    AuditController,
    GroupsController,
    MeController,
    PeopleController,
    SessionController,
    SetupController,
    SpacesController,
  ],
  providers: [
    ...repositories,
    ...services,
    AccountData,
    AuditService,
    LinkService,
    MasterKey,
    MeService,
    PersonErasure,
    RequestRate,
    SessionService,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  ],
  exports: services,
})
export class AccessModule {}
