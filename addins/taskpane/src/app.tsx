import { RouterProvider } from '@tanstack/react-router';
import { router } from './routes.js';

export const App = () => <RouterProvider router={router} />;
