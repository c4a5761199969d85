import { normalName } from '../names/normal-name.ts';
import type { Place } from './json-place.ts';
import { Fact, factsOfKey } from './key-facts.ts';
import type { JsonNode, JsonScalar } from './read-json.ts';

/** Names coordinates and number plates for what they are where the object's name tells whose they are. */
export function nameWhereabouts(
  members: readonly [JsonScalar, JsonNode][],
  facts: number,
  owner: string,
  named: Map<JsonNode, string>,
): void {
  if ((facts & Fact.POSITION) > 0 && HOME.test(normalName(owner))) name(COORDINATE, HOME_COORDINATE);
  if ((factsOfKey(owner) & Fact.VEHICLE) > 0) name(PLATE, 'license_plate');

  function name(keys: RegExp, as: string): void {
    for (const [key, node] of members) if (keys.test(key.value)) named.set(node, as);
  }
}

const PLATE = /^(?:registration(?:_?(?:number|no))?|plate)$/i;
/** What a latitude or a longitude of somebody's whereabouts is called here. */
export const HOME_COORDINATE = 'home_coordinate';

/** Objects whose position is that of a person. */
const HOME =
  /(?:^|_)(?:home|residence|house|user|customer|rider|passenger|driver|patient|child|device|current|last(?:_known|_seen)?|my|pickup|drop_?off|billing|shipping|delivery)(?:_(?:address|location|position|coordinates?|coords|geo|gps|point))?$|^gps(?:_\w+)?$/;
const COORDINATE = /^(?:lat|lng|lon|long|latitude|longitude)$/i;

/** Beside a street, a name is somebody's, and a postcode says where they live. */
export function placeOfPerson(key: string, place: Place): Place {
  if (PERSON_NAME.test(key)) return { ...place, name: 'person_name' };
  return POSTCODE.test(key) ? { ...place, name: 'home_postcode' } : place;
}

/**
 * A name beside a surname is a first name; FHIR has its own two.
 *
 * @param isGiven its given name stands there, too
 */
export function placeOfName(key: string, place: Place, isGiven: boolean): Place {
  if (isGiven && FHIR_NAME.test(key)) return { ...place, name: `${key}_name` };
  return FIRST_NAME.test(key) ? { ...place, name: 'first_name' } : place;
}

const FHIR_NAME = /^(?:family|given)$/;
const FIRST_NAME = /^(?:name|nome|nombre|nom|naam|voornaam|imi[eę])$/i;
const PERSON_NAME = /^(?:name|display_?name|full_?name|real_?name|contact|push_?name|attention)$/i;
const POSTCODE = /^(?:zip|zip_?code|postal_?code|post_?code|plz|cep)$/i;
