"""Everyday English words and first names: what a person who writes them surely meant to write.

"Baker" is one letter from "banker", and "Sonia" from "Sofia"; without such a list a misspelling cannot be told from
another word. `references` asks before it takes one word for another. The list is of roots as `stems` makes them, so
one form of a word is enough; it favours words of four to eight letters, where such neighbours are common.
"""

from core.language.stems import stem

_THINGS = """
apple apron arch area arm army arrow asset attic auction aunt author baby back bacon badge badger bag bagel baker
bakery balcony bale ball ballot band bandage bank banker banking banner bar barber bark barn barrel base basil basin
basket bass bat batch bath bathroom batter battery beach beacon bead beak beam bean bear beard beast beat bed bedding
bedroom bee beef beer beet beetle beetroot bell belt bench berry bike bill billing bin bird biscuit blade blanket
blazer blender blind blinds block blog blood blouse board boat body boiler bolt bond bone bonnet bonus book boot booth
border boss bottle bottom bowl box boy brace bracelet bracket brain brake branch brand brass bread break breakfast
breast breath brick bride bridge brief broom broth brother brow brush bucket budget buffet bug builder building bulb
bull bullet bumper bunch bundle bunk burger bus bush business butcher butter button cabbage cabin cabinet cable cactus
cafe cage cake calendar calf camera camp campus can canal candle candy cane canoe canvas cap cape capital captain car
caravan carbon card cardigan care career cargo carpenter carpet carrot cart carton cartoon case cash cask casserole
cast castle cat catering cattle cave ceiling celery cell cellar cello cement centre cereal chain chair chalk champagne
change channel chapel chapter charge charger charity chart charter chat cheek cheese chef chemist cheque cherry chess
chest chicken chief child chimney chin chip chisel chocolate choir church cider cinema circle city claim class claw
clay clerk client cliff clinic clip cloak clock cloth clothes clothing cloud club coach coal coast coat cockpit code
coffee coffin coil coin collar college column comb comet comic comma company computer concert cone conference console
contact content contest contract cook cooker cookie copper copy cord cork corn corner cost costume cottage cotton
couch council counter country county couple coupon courage course court cousin cover cow crab cradle craft crane crate
crayon cream credit crew crib cricket crime crisp crisps crop cross crow crowd crown cruise crumb crust crystal cube
cucumber cuff cup cupboard currency current curry curtain curve cushion customer cutlery cycle dairy daisy dance
dancer danger data date daughter dawn day deal dealer debate debit debt deck deer degree delay dentist deposit depot
desert desk dessert detail device dial diamond diary dice diesel diet dinner dish disk display ditch dock doctor dog
doll dollar dolphin dome donkey door dose dough dove draft dragon drain drama drawer dream dress dresser drill drink
driver drop drum drummer duck duct duke dust duty duvet eagle ear earring earth easel edge editor egg elbow election
elephant email engine envelope essay estate evening event exam exit eye fabric face factory fair fairy faith fall
family fan farm farmer father faucet fault feast feather fee feed fence fender ferry fever fiddle field fig fight
figure file filing filling film filter finger fire firm fish fishing flag flame flannel flask flat flavour fleece
flight float flock flood floor florist flour flower flute fly foam fog foil folder font food foot football force
forest fork form format fort fortune forum fountain fox frame friend fringe frog front frost fruit fuel fund funds
funeral fungus fur furnace furniture fuse future gadget gallery game gap garage garden garlic garment gas gate gauge
gear gem gene ghost giant gift gin ginger girl glass glasses glove glue goal goat gold golf goose gown grade grain
grandson grant grape graph grass grave gravel gravy grease grill grip grocer ground group guard guest guide guitar gum
gutter gym habit hail hair hall ham hammer hammock hamper hamster hand handbook handle hangar hanger harbour hard hare
harness harp harvest hat hatch hawk hay head header heart heat heater heating hedge heel height helmet herb herd hero
heron hill hinge hip hive hob hobby hockey hole holiday home honey hood hook hoover horn horse hose hospital host
hostel hotel hound hour house hull human hunger hunter hut ice icing idea image inch index injury ink inn insect
inspector iron island issue item ivy jacket jail jam janitor jar jaw jazz jeans jelly jersey jet jewel job joint joke
journal journey jug juice jumper jungle jury kale kayak kennel kettle key keyboard kid kidney king kiosk kit kitchen
kite kitten knee knife knight knob knot label lace ladder lady lake lamb lamp land landing landlady landlord lane
language lantern lap laptop lark laser latch lawn lawyer layer lead leader leaf leaflet league leak lease leash
leather lecture ledge ledger leek leg legend lemon lens lentil lesson letter lettuce level lever library lid life lift
light lighter lighting lime line linen liner link lion lip list liver lizard load loaf loan lobby lobster lock locker
loft log logo loop lord lorry lot lounge lover luck luggage lumber lunch lung machine magazine magnet maid mail main
maker mall manual map maple marble margin mark marker market marriage mask mass mast master mat match mate material
matter mattress meadow meal measure meat medal media medium melon member memo memory menu merit mess metal meter
method mile milk mill mine miner mint minute mirror mission mist mixer moat model module mole money monitor monkey
month mood moon moor mop moral morning mortar mortgage moss motel moth mother motion motor mouse mouth movie mud
muffin mug mural muscle museum mushroom music mustard nail name nanny nap napkin nappy nation nature navy neck needle
nephew nerve nest net network news niece night noise noodle noon north nose note notebook notes notice novel nurse
nursery nut oak oar oat oats object ocean offer office officer oil olive onion orange orchard orchestra order organ
oven owl owner pack package packet pad paddle page pain paint painter painting pair palace palm pan pancake panda
panel panic pansy pants paper parade parcel parent park parking parrot parsley part partner party pass passage
passport pasta paste pastor pastry patch path patience patient patio pattern pause pavement paw pea peach peak peanut
pear pearl pedal peel peg pen penalty pencil penny pension people pepper perfume permit petal petrol phase phone piano
pickle picnic picture pie piece pig pigeon pile pill pillar pillow pilot pin pine pipe pistol pit pitch pizza place
plan plane plant plaster plastic plate platform player plaza plot plug plum plumber plumbing pocket poem poet point
poison poker pole police policy pond pony pool pope poppy porch pork port porter portion post postage poster pot
potato potion pottery pouch poultry pound powder power prawn prayer present press price pride priest prime print
printer prison prize problem process product profile profit program project promise proof prune pub pudding pulse pump
pumpkin punch pupil puppet puppy purse puzzle quality queen quest question queue quilt quiz quote rabbit race racket
radar radiator radio radish raffle raft rail railing railway rain rake ram ramp ranch range ranger rat rate ration
raven ray razor reading rear receipt recipe record recorder reel refund region relay relish rent rental report rescue
resort restaurant result review reward ribbon rice rider ridge rifle ring rink river road roast robe robin robot rock
rocket rod roll roller roof room root rope rose rota round route router row rubber rug ruler rum runner rust sack
saddle safe safety sail sailor salad salary sale salmon salon salt sample sand sandal sandwich satin sauce sausage saw
scale scan scanner scarf scene scent school science scissors scooter score scout scrap screen screw script sea seal
seam season seat seed seller semester seminar server service session set sewer shade shadow shaft shape share shark
shed sheep sheet shelf shell shelter shield shift ship shirt shock shoe shop shopping shore shorts shot shoulder
shovel show shower shrimp shutter side sign signal silk silver singer sink sister site size skate skating sketch ski
skin skirt skull sky slate sled sleeve slice slide slip slipper slope slot smoke snack snail snake snow soap soccer
sock socket sofa soil soldier sole son song soot sore soul sound soup source south spa space spade spark speaker spear
speech speed spell spice spider spike spinach spine spirit sponge spoon sport spot spray spring sprout square squash
squirrel stable stack staff stage stain stair stairs stake stall stamp stand staple star start state statement station
statue steak steam steel stem step stereo stew steward stick sticker stock stocking stomach stone stool stop storage
store storm stove strap straw stream street string strip studio study style sugar suit suitcase summer sun supper
supply surface surgeon surgery swan sweat sweater sweet swing switch sword syrup system table tablet tack tail tailor
tank tap tape target tart taste tax taxi tea teacher team tear teeth temper temple tenant tennis tent term terrace
test tester text theatre theory thesis thread threat throat throne thumb ticket tide tie tiger tile till timber time
timer timetable tin tip tire tissue title toad toast toaster toe toffee toilet toll tomato tone tongue tool tooth top
topic torch tote towel tower town toy trace track tractor trade trail trailer train trainer trainers training tram
transfer transit trap trash travel tray treasure treat tree trial tribe trick trip trolley troop trophy trouble
trousers trout truck trumpet trunk trust tub tube tuition tulip tuna tunnel turkey turnip turtle tutor type tyre uncle
uniform union unit vacuum valley value valve van vase vault veil vein vendor venue verse vest vet video view villa
village vine vinegar violin visa visit voice volume vote voter voucher wafer wage wagon waist waiter walker wall
wallet walnut war warden wardrobe warehouse warranty wash washer washing wasp watch water wave wax weather web wedding
weed week weight well west whale wheat wheel whip whisk whistle wife wig window wine wing winner winter wire wish
witch wolf woman wood wool work worker workshop world worm wound wrap wreath wrench wrist yacht yard yarn year yoga
yogurt zebra zip zone zoo
"""

_DEEDS = """
accept admit adopt advise agree allow answer appeal approve arrive assemble assess assign attach attack attend avoid
award bake balance ban beg behave believe bend bid bind blame bless bleed blow boast boil book borrow bother bounce bow
breathe brew bring browse build burn bury buy call calm cancel carry carve catch cause change charge chase cheat check
cheer chew choose chop claim clap clean clear climb close collect comb come compare compete complain complete compose
conduct confess confirm connect consider consult contact contain continue convert convince correct cough count crack
crash crawl create cry cure curl cut damage dare decide declare declutter decorate defend defrost deliver demand deny
depart depend deploy design desire destroy develop dig dip direct discuss dislike dive divide donate double doubt
download draft drag draw drive drop drown dry dye earn eat edit email empty end enjoy enter escape examine excuse
exercise exist expand expect explain explore expose extend fail fasten fax fear fetch file fill find finish fit fix
fold follow forbid forget forgive freeze fry gather get give glow go grab grate greet grin grow guess hand hang happen
harm hate haunt heal hear help hide hire hit hold hoover hop hope hug hum hunt hurry hurt ignore imagine impress
improve include increase inform inject insert inspect install insure intend invent invest investigate invite iron
irritate itch join judge jump keep kick kill kiss kneel knit knock know laugh launch lay lean learn leave lend lick
lie like list listen live load long look lose love lower make manage march marinate marry mean meet melt memorise mend
merge milk mind miss mix moan mop mount move mow multiply need nest nod notify number obey observe obtain offend open
order organise owe own pack paddle paint park part pat pay peck peep perform phone pick pinch play please poke polish
post pour practise pray preach prefer prep prepare preserve press pretend prevent prick produce protect prove provide
prune pull punish purchase push put rank reach read realise recall receive recover recycle reduce reflect refuse
regret rehearse reject rejoice relax release rely remain remember remind remove renew repair repeat replace reply
request rescue reserve resign resist respond rest restore retire return revise rhyme ride ring rinse rise rob rub ruin
run rush save say scare scatter scold scrape scratch scream scrub search see select sell send separate serve settle
sew shake sharpen shave shed shine shoot shout shrug shut sigh sign sing sip sit skip slap sleep smash smell smile
snatch sneeze sniff snore sort sow spare speak spend spill spin split spoil spread squeeze stare starve stay steal
steer stir stitch stretch strip study stuff submit subscribe subtract succeed suck suffer suggest supply support
suppose surprise surround suspect suspend swallow swap sweep swim take talk tame taste teach tease tell tempt test
text thank think throw tick tickle tidy tie tour tow trace trade train translate travel treat tremble trick trim trip
trot try tug tumble tune turn twist undress unite unlock unpack unsubscribe update upload use vaccinate vacuum vanish
verify visit wait wake walk wander want warm warn wash waste water wave wear weed weigh welcome whisper win wind wink
wipe wish wonder worry wrap wreck write yawn yell
"""

_QUALITIES = """
able active actual angry annual bad bare basic best better big bitter black bland blank blue bold brave bright broad
broken brown busy cheap clean clear clever close cold cool correct cosy crazy creamy curly current cute daily damp
dark dead dear deep dense dirty double dry dull early eastern easy empty English equal exact extra faint fair false
famous fancy fast fat final fine firm first fit fixed flat foggy foreign formal free French fresh full funny gentle
German giant glad global golden good grand grateful great Greek green grey gross happy hard healthy heavy helpful high
hollow holy honest hot huge human ideal Indian inner Irish Italian joint junior keen kind large last late lazy left
legal light little live local lonely long loose loud lovely low loyal lucky lunar mad main major male mean medical
mental mild minor missing mobile modern moist monthly muddy naked narrow nasty native near neat new next nice noisy
normal northern nuclear odd official old only open orange outer own pale perfect personal pink plain polite poor
popular pretty private proper proud public pure purple quick quiet quite rare raw ready real recent red regular rich
right ripe rotten rough round royal rude rural sad safe salty same Scottish senior sharp shiny short shy sick silent
silver similar simple single slim slow small smart smooth sober social soft solar solid sore sour southern Spanish
spare special spicy square stale steep sticky stiff still straight strange strict strong sudden sunny super sure
Swedish sweet Swiss tall tasty tender thick thin thirsty tidy tight tiny tired total tough true ugly unique upper
upset urban urgent usual vague vast vegan warm weak weekly weird western wet white whole wide wild wise wooden wrong
yearly yellow young
"""

_NAMES = """
Aaron Abby Adam Adele Ahmed Aisha Alan Albert Alex Alice Alina Alison Amanda Amber Amelia Amir Amy Ana Andre Andrea
Andrew Andy Angela Anita Ann Anna Anne Annie Anthony Antonio Anya Aria Arthur Asha Ashley Barbara Beatrice Ben Beth
Betty Bianca Bill Bob Boris Brenda Brian Bruce Caleb Callum Cara Carl Carla Carlo Carlos Carmen Carol Caroline Cathy
Cecilia Charles Charlie Charlotte Chen Chloe Chris Christina Christine Claire Clara Clare Colin Connor Craig Cynthia
Daisy Dan Dana Daniel Danny Dara Dave David Dawn Dean Debbie Deborah Dennis Derek Diana Diane Diego Dina Dmitri Donald
Donna Doris Dorothy Duncan Dylan Edgar Edith Edward Eileen Elena Eli Elias Elif Elise Eliza Ella Ellen Ellie Elsa Emil
Emily Emma Eric Erica Erik Erin Ethan Eva Evan Eve Farah Fatima Felix Fiona Frances Francis Frank Fred Freya Gary
Gemma George Gina Gloria Gordon Grace Graham Grant Greg Greta Hana Hanna Hannah Hans Harry Hassan Hazel Heather Heidi
Helen Helena Henry Holly Hugh Hugo Ian Ibrahim Ida Imran Ines Ingrid Irene Iris Isaac Isabel Ivan Ivy Jack Jackie
Jacob Jade Jake James Jamie Jan Jana Jane Janet Janice Jared Jason Javier Jay Jean Jeff Jenna Jenny Jeremy Jerry Jess
Jesse Jessica Jill Jim Joan Joanna Joanne Joe Joel Johan John Jonas Jonathan Jordan Jorge Jose Joseph Josh Joy Joyce
Juan Judith Judy Julia Julian Julie June Karen Karim Karin Karl Kate Kathy Katie Kay Keiko Keith Kelly Ken Kenny Kerry
Kevin Kim Kirsty Kurt Kyle Lara Larry Laura Lauren Lea Leah Lee Leila Lena Leo Leon Lia Liam Lily Lina Linda Lisa Liz
Lois Lola Louis Louisa Louise Luca Lucas Lucia Lucy Luis Luke Lydia Lynn Maggie Maja Malik Marc Marcel Marco Marcus
Margaret Maria Marie Marina Mario Marion Mark Marta Martha Martin Mary Mason Matt Matthew Maya Megan Mel Melissa Mia
Michael Michelle Miguel Mike Mila Milan Milo Mina Mira Miriam Mohammed Moira Molly Mona Monica Morgan Nadia Nadine
Nancy Naomi Natalie Natasha Nathan Neil Nick Nicola Nicole Nigel Nina Noah Noel Nora Norman Olga Oliver Olivia Omar
Oscar Owen Pablo Pam Patricia Patrick Paul Paula Pedro Penny Peter Phil Philip Phoebe Pierre Polly Priya Rachel Raj
Ralph Ravi Ray Rebecca Rhys Ricardo Richard Rick Rita Rob Robert Roberta Robin Rod Roger Roman Ron Rosa Rosie Ross Roy
Ruby Rupert Russell Ruth Ryan Sally Sam Samira Samuel Sandra Sara Sarah Sasha Scott Sean Sergio Seth Shane Shannon
Sharon Shaun Sheila Simon Sofia Sonia Sonja Sophia Sophie Stacey Stan Stefan Stella Stephen Steve Steven Stuart Sue
Susan Suzanne Sven Sylvia Tania Tanya Tara Ted Terry Theo Theresa Thomas Tim Tina Toby Todd Tom Tony Tracy Trevor Ulla
Una Ursula Vera Veronica Victor Victoria Vikram Vincent Viola Wanda Wayne Wendy Will William Yara Yasmin Yuki Yusuf
Yvonne Zach Zara Zoe
"""

_PLACES_AND_DAYS = """
Africa America Amsterdam April Arabic Asia Athens August Australia Austria Barcelona Belfast Belgium Berlin Bern
Birmingham Bonn Boston Brazil Bristol Brussels Budapest Bulgaria Cambridge Canada Cardiff Chile China Chinese
Christmas Cologne Copenhagen Croatia Dallas Danish December Denver Derby Diwali Dover Dubai Dublin Durham Dutch Easter
Edinburgh Egypt England Estonia Europe February Finland Finnish France Friday Geneva Germany Ghana Glasgow Greece
Hamburg Hanukkah Helsinki Holland Hungary Iceland India Iran Iraq Ireland Israel Italy Jamaica January Japan Japanese
July June Kenya Korea Korean Latvia Leeds Leicester Lisbon Lithuania Liverpool London Lyon Madrid Malta Manchester
March Mexico Miami Monday Moscow Munich Naples Newcastle Norway Norwegian November October Oslo Oxford Paris Peru
Poland Polish Portugal Portuguese Prague Ramadan Reykjavik Romania Rome Russia Russian Saturday Scotland Seoul
September Serbia Singapore Slovakia Slovenia Spain Stockholm Sunday Sweden Sydney Thailand Thursday Tokyo Tuesday
Turin Turkey Turkish Venice Vienna Vietnam Wales Warsaw Wednesday Welsh York Zurich
"""


def _roots(*tables: str) -> frozenset[str]:
    return frozenset(stem(word) for table in tables for word in table.casefold().split())


_DEED_WORDS = frozenset(_DEEDS.split())
_DEED_ROOTS = _roots(_DEEDS)
_COMMON_ROOTS = _roots(_THINGS, _DEEDS, _QUALITIES, _PLACES_AND_DAYS)
_NAME_ROOTS = _roots(_NAMES)


def is_everyday(word: str) -> bool:
    """True for a lower-case word, in any of its forms, that is spelled as it was meant."""
    return stem(word) in _COMMON_ROOTS or stem(word) in _NAME_ROOTS


def is_common(word: str) -> bool:
    """True for an everyday word other than a first name."""
    return stem(word) in _COMMON_ROOTS


def is_deed(word: str) -> bool:
    """True for a word that names what is done ("paid", "calling") and so does not tell one task from another."""
    return stem(word) in _DEED_ROOTS


def is_past_deed(word: str) -> bool:
    """True for a deed in a form that tells it is over: "painted", "bled", but neither "paint" nor "painting"."""
    return is_deed(word) and word not in _DEED_WORDS and not word.endswith(("ing", "s"))
