"""Words for the image classifier's 1,000 classes: templates, second names and wider names."""

from __future__ import annotations

import re

TEMPLATES = (
    "a photo of a {}",
    "{}",
    "a photo of the {}",
    "a picture of a {}",
    "a {}",
    "the {}",
    "photo of {}",
    "a close-up photo of a {}",
    "a photo of one {}",
    "a photo of my {}",
    "a good photo of a {}",
    "{} in the picture",
    "a photo of a small {}",
    "a photo of a large {}",
    "an image of {}",
    "a photo of many {}",
)

# Common words and the class numbers that they cover, first to last.
WIDER = """
fish: 0-6 389-397; shark: 2-4; ray: 5-6; bird: 7-24 80-100 127-146; chicken: 7-8; owl: 24; eagle:
22; frog: 30-32; turtle: 33-37; lizard: 38-48; crocodile: 49-50; dinosaur: 51; snake: 52-68;
spider: 72-77; parrot: 87-90; swan: 100; shell: 112 117; crab: 118-121; lobster: 122-123; stork:
127-128; heron: 131-132; penguin: 145; whale: 147-148; seal: 149-150; dog: 151-268; puppy: 151-157
254; hound: 160-176; terrier: 179-202; retriever: 205-209; spaniel: 216-221; sheepdog: 228-232;
bulldog: 243 245; poodle: 265-267; wolf: 269-271; fox: 277-280; cat: 281-285; kitten: 281-282;
domestic cat: 281-285; big cat: 286-293; bear: 294-297; beetle: 300-307; insect: 300-320;
butterfly: 321-326; rabbit: 330-332; squirrel: 335; horse: 339; swine: 341-342; cow: 345; cattle:
345-347; sheep: 348-349; goat: 350; antelope: 351-353; camel: 354-355; ape: 365-369; monkey:
370-382; elephant: 385-386 101; panda: 387-388; animal: 0-397; wild animal: 269-297 340-388;
airplane: 404 895; plane: 404 895; aircraft: 404-405 895; ship: 403 510 628 724 780; boat: 472 554
576 625 814; sailboat: 484 780 871 914; watercraft: 472 484 510 554 576 625 628 780 814 871 914;
car: 436 468 511 627 656 661 751 817 609; automobile: 436 468 511 627 656 817; truck: 555 569 717
864 867 675; bus: 654 779 874; train: 466 547 820 565 705; bicycle: 444 671; bike: 444 671;
motorcycle: 665 670; vehicle: 407 436 468 511 555 569 609 627 654 656 675 717 734 751 757 779 817
864 867; guitar: 402 546; piano: 579 881; drum: 541; trumpet: 513; telephone: 487 528 707; phone:
487 528; clock: 409 530 892; watch: 531; hat: 439 452 515 808; hat with a wide brim: 515 808;
helmet: 518 560; ball: 429 430 522 574 722 768 805 852 890; chair: 423 559 765; table: 532; sofa:
831; bed: 564; baby bed: 516 520; lamp: 846 619; cup or mug: 504 968; cup: 504 968; mug: 504;
bottle: 440 720 737 898 907; shoe: 502 514 630 770 774; swimsuit: 445 639; maillot: 639; swimming
trunks: 842; shirt: 610 841; skirt: 601 655 689; coat: 568 617 869; bookshelf: 453; shelf: 453;
laptop: 620 681; computer: 527 590 620 681; gun: 413 763 764; knife: 499 623; bridge: 821 839 888;
church: 497; temple: 832 668; building: 425 449 497 498 580 663 668 698; house: 425 449 663;
tower: 442 900 437; fence: 489 716 912; shop: 415 424 454 467 509 582 788 860 865; appliance: 651
827 760 534 859 897; stove: 827; fridge: 760; tv or monitor: 664 782 851; television: 851;
monitor: 664 782; screen: 664 782 851; food: 924-938 959-965; dessert: 927-929; fruit: 948-957;
apple: 948; vegetable: 936-947; flower: 985 986; plant: 984-987 738; fungus: 991-997; drink:
966-969; coffee: 967 504; sandwich: 933-934; hamburger: 933; hotdog: 934; bread: 930-932;
mountain: 970 979 980; sea: 978 977 976 972; ocean: 978 977 976; lake: 975; bride and groom: 982;
wedding: 982; person: 981-983; man: 981 982; diver: 983; sports player: 981; musical instrument:
401 402 420 432 486 513 541 546 558 566 579 593 594 641 642 683 684 687 776 875 889; toy: 850;
teddy: 850; furniture: 423 453 493 495 516 520 526 532 548 553 559 564 703 736 765 831 894; bag:
414 636 748; purse: 748; clothes: 474 568 578 608 610 617 655 697 834 841 869; dress: 578 601 689;
suit: 834; glasses: 836-837; sunglasses: 836-837; tie: 906; sign: 919; street sign: 919; stairs:
421; bowl: 659 809; pot: 469 521 544 738; pan: 567 909; flower pot: 738; plate: 923; spoon: 618
910; axe: 596; tool: 587 784 740 473 491 596; washer: 897; coffee maker: 505; microwave: 651;
vacuum: 882; tennis racket: 752; puck: 746; golfcart: 575; cart: 690 603 790 791 428; bow: 456;
ski: 795; water: 975 978 977 973; waterfall: 974; rock: 972 970; snow: 795 802 803 537; sled: 450
537; tree: 988 990; swimming pool: 433 801; bathroom: 435 861 896 794; kitchen: 827 760 651;
bedroom: 564; living room: 831 851; toilet: 861; umbrella: 879; baby: 680 516 529; playground:
843; pumpkin: 607; ice cream: 928; popsicle: 929; cake: 927; cabbage: 936; head cabbage: 936;
pitcher: 725; salt or pepper shaker: 773; chime: 494; nail: 677; syringe: 845; rubber eraser: 767;
remote: 761; keyboard: 508; mouse: 673; cream: 631; perfume: 711; cowboy: 515 514; fire engine:
555; police car: 734; camera: 732 759; castle: 483; boots: 514; beach: 978; cliff: 972; valley:
979; forest: 990; reef: 973; pepper: 945; wine: 907 966; beer: 441 440; soda: 737; book: 921 917;
mailbox: 637; candle: 470; barn: 425; lighthouse: 437; pier: 536 718; tent: 672; fountain: 562;
statue: 863 682 708; stage: 819; concert: 819 650 632; theater: 498 819; library: 624 454;
restaurant: 762; market: 582; supermarket: 582; windmill: 730; balloon: 417; hot air balloon: 417;
parachute: 701; rocket: 657 744 812; space shuttle: 812; canoe: 472; kayak: 472; rowboat: 472 693;
swing: 843; carousel: 476; scooter: 670 665; tank: 847; jeep: 609; van: 654 656 675 734; taxi: 468
"""


def wider_names() -> list[tuple[str, set[int]]]:
    """Return each word of `WIDER` with the numbers of its classes."""
    entries = " ".join(WIDER.split()).split("; ")
    return [(name, _numbers(spans)) for name, spans in (entry.split(": ") for entry in entries)]


def _numbers(spans: str) -> set[int]:
    """Read “3 7-9” as 3, 7, 8, 9."""
    ends = [(span.split("-")[0], span.split("-")[-1]) for span in spans.split()]
    return {number for first, last in ends for number in range(int(first), int(last) + 1)}


def second_names(name: str) -> list[str]:
    """Return the parts of a name such as “cardboard box / carton” or “ram (adult male sheep)”."""
    outside = re.sub(r"\s*\(.*\)$", "", name)
    parts = re.split(r" / | or ", outside)
    return [part.strip() for part in parts if part.strip() != name]
