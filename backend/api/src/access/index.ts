export { type Actor, type Permission, permissions } from './actor.js';
export { CurrentActor, Public, type RequestWithActor, Requires } from './route.decorators.js';
