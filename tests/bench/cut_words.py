"""Queries with known answers, and queries without any, for `tests.bench.cut`.

Written by hand before any of them was scored. Which photos are right for a query of `SEEN` is told
by people's captions: those in which at least two of five use one of its words; a photo in which one
does is neither right nor wrong.
"""

from __future__ import annotations

from typing import Final

_SEEN: Final = """
dog: dog dogs puppy puppies terrier poodle greyhound greyhounds shepherd
puppy: puppy puppies
cat: cat cats kitten
bird: bird birds seagull seagulls pigeons pigeon duck ducks parrot goose geese swan eagle
horse: horse horses pony
sheep: sheep lamb lambs
fish: fish
baby: baby infant
child: child children kid kids toddler boy boys girl girls baby infant
boy: boy boys
girl: girl girls
children playing: children kids boys girls
a woman: woman women lady ladies female females girl
old man: elderly older old
man with a beard: beard bearded
crowd of people: crowd crowded
family: family
couple: couple
football player: football quarterback
football: football rugby
soccer: soccer
basketball: basketball
baseball: baseball softball
tennis: tennis
volleyball: volleyball
hockey: hockey
golf: golf golfer
frisbee: frisbee frisbees
ball: ball balls football basketball baseball volleyball
skateboard: skateboard skateboarder skateboarding skateboarders skateboards
skateboarder: skateboarder skateboarding skateboarders skateboard
snowboarding: snowboarder snowboarding snowboard snowboarders
skiing: skier skiing skis ski skiers
surfing: surfer surfing surfboard surfs surfers surfboards
swimming: swimming swims swim swimmer swimmers
diving into water: diving dives diver dive
climbing a rock: climber climbing climbs climbers
cycling: bicycle bicycles bicyclist bicyclists cyclist cyclists bike bikes biker bikers
bicycle: bicycle bicycles bike bikes bicyclist cyclist cyclists
motorcycle: motorcycle motorcycles motorbike motorcyclist dirtbike
car: car cars vehicle
race car: racecar racing
truck: truck pickup
bus: bus buses
train: train subway
boat: boat boats canoe canoes kayak raft sailboat ship rowboat
kayak: kayak kayaks kayaker kayaking kayakers canoe canoes
airplane: plane airplane jet helicopter
snow: snow snowy snowball snowboarder snowboarding
ice: ice icy
beach: beach shore sand seashore
ocean: ocean sea waves wave surf
waves: wave waves surf
water: water ocean lake river pool sea pond stream waves wave
lake: lake pond
river: river stream creek
swimming pool: pool
waterfall: waterfall waterfalls
fountain: fountain fountains sprinkler
mountain: mountain mountains mountainside mountaintop peak
cliff: cliff cliffs
desert: desert dune dunes
sand: sand sandy beach
grass: grass grassy lawn
field: field meadow
forest: forest woods wooded woodland
trees: tree trees woods forest
flowers: flower flowers
autumn leaves: leaves leaf
garden: garden
park: park
playground: playground slide swing swings
swing: swing swings swinging
slide: slide slides sliding
street: street road sidewalk streets
city: city downtown urban
road: road street highway
bridge: bridge
building: building buildings
house: house
fence: fence
stairs: stairs steps staircase
brick wall: brick bricks
bench: bench benches
table: table tables
couch: couch sofa
bed: bed
chair: chair chairs
window: window windows
mirror: mirror
tent: tent tents
umbrella: umbrella umbrellas
kite: kite kites
balloons: balloon balloons
guitar: guitar guitars guitarist
musician: guitar violin band singer singing musician musicians drums microphone saxophone
concert: concert stage band onstage singer
camera: camera cameras photographer
photographer: photographer camera photographing photographs
food: food meal eating eats cake
eating: eating eats eat
drinking: drinking drinks drink beer wine
cake: cake
bottle: bottle bottles
hat: hat hats cap cowboy
helmet: helmet helmets
sunglasses: sunglasses shades
glasses: glasses eyeglasses
dress: dress dresses gown
bikini: bikini bikinis
swimsuit: swimsuit bathing swimsuits bikini
costume: costume costumes dressed
uniform: uniform uniforms
mask: mask masks masked
backpack: backpack backpacks
red shirt: red
pink: pink
yellow: yellow
sunset: sunset dusk sundown
night: night dark nighttime
fire: fire campfire flames bonfire
rain: rain raining rainy
mud: mud muddy
rock: rock rocks rocky boulder boulders
a trampoline: trampoline trampolines
sled: sled sledding sleds
rope: rope ropes
sword: sword swords
toys: toy toys
stick in a dog's mouth: stick
wedding: wedding bride groom
parade: parade marching
race: race racing racer racers runners
wrestling: wrestling wrestle wrestlers
karate: karate martial judo
dancing: dancing dancers dancer dance
kissing: kissing kiss kisses
sleeping: sleeping asleep sleeps sleep
jumping: jumping jumps jump leaps leaping midair
running: running runs run runner runners
smiling: smiling smiles smile
sitting: sitting sits sit seated
reading: reading reads book newspaper
fishing: fishing fisherman
camping: camping tent camp campfire
hiking: hiking hiker hikers hikes
shopping: shopping store market shop
market: market store
restaurant: restaurant cafe diner
graffiti: graffiti mural
flag: flag flags
sign: sign signs
cigarette: cigarette smoking smoke smokes
phone: phone cellphone telephone
makeup and face paint: paint painted makeup
cowboy: cowboy rodeo
police: police policeman policemen officer
soldiers: soldier soldiers military army
ferris wheel: ferris carnival rollercoaster coaster
inflatable: inflatable inflated bouncy
tire swing: tire
bathtub: bathtub tub bath
"""

SEEN: Final = {
    words.strip(): frozenset(forms.split())
    for words, _, forms in (line.partition(":") for line in _SEEN.strip().splitlines())
}
"""Query -> the words of a caption that make a photo right for it."""

ALSO_CALLED: Final = {
    "baby bed": "crib cradle",
    "band aid": "bandage",
    "bathing cap": "swim",
    "bicycle": "bike bikes bicycles bicyclist bicyclists biker bikers cyclist cyclists bmx cycling",
    "bird": "birds seagull seagulls pigeon pigeons duck ducks parrot goose geese swan eagle",
    "bow": "archery",
    "bowl": "bowls dish",
    "bus": "buses",
    "car": "cars vehicle suv jeep racecar taxi cab",
    "cart": "carts wagon",
    "cattle": "cow cows bull bulls",
    "chair": "chairs",
    "computer keyboard": "computer laptop keyboard",
    "cup or mug": "cup cups mug coffee glass tea",
    "dog": "dogs puppy puppies terrier poodle greyhound greyhounds shepherd",
    "domestic cat": "cat cats kitten",
    "drum": "drums drummer drumming",
    "flower pot": "pot pots flowerpot",
    "golfcart": "cart",
    "guitar": "guitars guitarist",
    "hat with a wide brim": "hat hats cowboy",
    "helmet": "helmets",
    "horse": "horses pony",
    "hotdog": "hot",
    "lamp": "lamps light",
    "maillot": "swimsuit bathing",
    "miniskirt": "skirt skirts",
    "motorcycle": "motorcycles motorbike motorcyclist bike biker dirtbike",
    "person": "",
    "plastic bag": "bag bags",
    "puck": "hockey",
    "purse": "purses handbag bag",
    "racket": "tennis racquet",
    "rugby ball": "rugby football",
    "salt or pepper shaker": "salt",
    "ski": "skis skiing skier skiers",
    "snowmobile": "snowmobiles",
    "soccer ball": "soccer ball",
    "sofa": "couch",
    "sunglasses": "glasses shades",
    "swimming trunks": "trunks shorts swimming",
    "swine": "pig pigs",
    "table": "tables",
    "tennis ball": "tennis ball",
    "tie": "ties",
    "tv or monitor": "tv television monitor",
    "violin": "violins fiddle",
    "volleyball": "volleyballs",
    "watercraft": "boat boats kayak canoe canoes raft ship sailboat jetski",
    "whale": "whales",
    "wine bottle": "wine bottle",
}
"""Everyday class -> further words by which a caption may tell of it."""

_ABSENT: Final = """
a submarine under ice; the surface of the moon; a space station in orbit; a volcano erupting lava;
an x-ray of a hand; a circuit board; a nuclear power plant; the aurora borealis; an open heart
surgery; the eiffel tower; the pyramids of egypt; a lighthouse in a storm; a wind turbine; a bowl of
sushi; a plate of oysters; a passport; a bar chart; a world map; a chess board; a typewriter; a
grandfather clock; a microscope; a dentist's drill; a courtroom; a prison cell; a greenhouse full of
tomatoes; a rice terrace; a tea plantation; an oil rig; a hot air balloon at sunrise; a tornado; a
lightning strike; a solar eclipse; a glacier calving; a penguin colony; a giraffe; a kangaroo; a
peacock; an ostrich; an octopus; a great white shark; a sloth in a tree; a bat hanging in a cave; a
termite mound; a spider web with dew; a bonsai tree; a giant sequoia; a venus flytrap; a field of
lavender; a vineyard; an avocado cut in half; a plate of spaghetti; a roast turkey; a stack of
pancakes; a bowl of cereal; a jar of honey; a cheese platter; a chocolate fountain; a bottle of
medicine; a pile of gold coins; a diamond ring; a suit of armour; a samurai; a mummy; a skeleton of
a dinosaur; a stained glass window; a cathedral organ; a mosque; a pagoda; a totem pole; an igloo;
an ancient roman ruin; a skyscraper under construction; a subway map; a server room; a baby in an
incubator; an astronaut; a blacksmith at the anvil; a judge with a gavel; a chess tournament; a
rocket launch; a satellite dish; a parking ticket; a tax form; a receipt from a shop; a screenshot
of a chat
"""

ABSENT: Final = tuple(words.strip() for words in " ".join(_ABSENT.split()).split(";"))
"""Queries that no photo of the data folder's dev part and everyday classes answers, to our eye."""

_GROUPS: Final = """
an animal: ant antelope armadillo bear bee bird butterfly camel cattle centipede dog domestic_cat
  dragonfly elephant fox frog giant_panda goldfish hamster hippopotamus horse isopod jellyfish
  koala_bear ladybug lion lizard lobster monkey otter porcupine rabbit ray red_panda scorpion seal
  sheep skunk snail snake squirrel starfish swine tick tiger turtle whale zebra / person cart
a mammal: antelope armadillo bear camel cattle dog domestic_cat elephant fox giant_panda hamster
  hippopotamus horse koala_bear lion monkey otter porcupine rabbit red_panda seal sheep skunk
  squirrel swine tiger whale zebra / person cart
an insect: ant bee butterfly dragonfly ladybug / centipede tick isopod scorpion
a sea animal: goldfish jellyfish lobster ray seal starfish whale / otter turtle isopod snail
a reptile: lizard snake turtle / frog
a farm animal: cattle sheep swine horse / goat dog cart rabbit
a big cat: lion tiger / domestic_cat
a wild animal: antelope armadillo bear camel elephant fox giant_panda hippopotamus koala_bear lion
  monkey otter porcupine red_panda skunk squirrel tiger zebra / bird frog lizard rabbit seal snake
  turtle whale isopod scorpion butterfly ant bee dragonfly ladybug snail horse swine dog tick
  centipede
a musical instrument: accordion banjo cello chime drum flute french_horn guitar harmonica harp
  maraca oboe piano saxophone trombone trumpet violin / microphone person
a wind instrument: flute french_horn harmonica oboe saxophone trombone trumpet / accordion chime
a string instrument: banjo cello guitar harp violin / piano
fruit: apple banana fig lemon orange pineapple pomegranate strawberry / bell_pepper cucumber bowl
vegetables: artichoke bell_pepper cucumber head_cabbage mushroom / guacamole bowl
food: apple artichoke bagel banana bell_pepper burrito cucumber fig guacamole hamburger head_cabbage
  hotdog lemon mushroom orange pineapple pizza pomegranate popsicle pretzel strawberry / bowl cream
  table waffle_iron frying_pan salt_or_pepper_shaker toaster stove lobster ladle microwave spatula
fast food: burrito hamburger hotdog pizza / bagel pretzel
a vehicle: airplane bicycle bus car cart golfcart motorcycle snowmobile snowplow train unicycle
  watercraft / traffic_light stretcher horse
a ball: baseball basketball croquet_ball golf_ball ping-pong_ball rugby_ball soccer_ball tennis_ball
  volleyball / racket
sports equipment: balance_beam baseball basketball bow croquet_ball dumbbell golf_ball
  horizontal_bar ping-pong_ball puck punching_bag racket rugby_ball ski soccer_ball tennis_ball
  volleyball / bathing_cap bicycle helmet unicycle swimming_trunks golfcart
a kitchen appliance: coffee_maker dishwasher microwave refrigerator stove toaster waffle_iron
  / washer electric_fan
a kitchen utensil: can_opener corkscrew frying_pan ladle spatula strainer / bowl cup_or_mug beaker
  cocktail_shaker pitcher plate_rack salt_or_pepper_shaker milk_can
tools: axe chain_saw hammer nail power_drill screwdriver / can_opener corkscrew
furniture: baby_bed bench bookshelf chair filing_cabinet sofa table / lamp plate_rack
clothes: bow_tie brassiere maillot miniskirt swimming_trunks tie / bathing_cap diaper person
  hat_with_a_wide_brim sunglasses
cosmetics: face_powder hair_spray lipstick perfume / cream hair_dryer soap_dispenser
an electronic device: iPod laptop computer_keyboard computer_mouse printer remote_control
  tape_player tv_or_monitor digital_clock / microphone microwave electric_fan washer hair_dryer
  dishwasher refrigerator
medical supplies: band_aid crutch neck_brace stethoscope stretcher syringe / beaker
office supplies: binder pencil_box pencil_sharpener rubber_eraser ruler filing_cabinet printer
  / computer_keyboard computer_mouse laptop
flowers and plants: flower_pot / artichoke bee butterfly head_cabbage mushroom ladybug dragonfly
"""

GROUPS: Final = {
    name.strip(): tuple(
        frozenset(label.replace("_", " ") for label in side.split()) for side in sides.split("/")
    )
    for name, _, sides in (
        line.partition(":") for line in _GROUPS.replace("\n  ", " ").strip().splitlines()
    )
}
"""Query -> everyday classes that are right for it, and those of which it is hard to say."""
