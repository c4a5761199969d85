/** What a test finds that imports the preset for the types of its matchers: Jest has loaded the rest, outside. */
const nothing = {};

export = nothing;
