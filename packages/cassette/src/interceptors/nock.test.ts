import { testInterceptor } from './interceptor.suite.ts';

testInterceptor('nock');
