"""Round constants of Poseidon2 over Goldilocks at width 8, in hexadecimal.

Origin: the Grain LFSR of the Poseidon paper (ePrint 2019/458, appendix E) with prime field, S-box x^7, 64 bits, t = 8,
R_F = 8, R_P = 22, as Horizen Labs' generator draws them; the same numbers as the default width-8 permutation of
p3-goldilocks 0.8.0 (MIT or Apache-2.0) has, which the tests check by its known-answer vector.
"""

FULL_BEFORE = (
    "dd5743e7f2a5a5d9 cb3a864e58ada44b ffa2449ed32f8cdc 42025f65d6bd13ee "
    "7889175e25506323 34b98bb03d24b737 bdcc535ecc4faa2a 5b20ad869fc0d033 "
    "f1dda5b9259dfcb4 27515210be112d59 4227d1718c766c3f 26d333161a5bd794 "
    "49b938957bf4b026 4a56b5938b213669 1120426b48c8353d 6b323c3f10a56cad "
    "ce57d6245ddca6b2 b1fc8d402bba1eb1 b5c5096ca959bd04 6db55cd306d31f7f "
    "c49d293a81cb9641 1ce55a4fe979719f a92e60a9d178a4d1 002cc64973bcfd8c "
    "cea721cce82fb11b e5b55eb8098ece81 4e30525c6f1ddd66 43c6702827070987 "
    "aca68430a7b5762a 3674238634df9c93 88cee1c825e33433 de99ae8d74b57176 "
)
FULL_AFTER = (
    "014ef1197d341346 9725e20825d07394 fdb25aef2c5bae3b be5402dc598c971e "
    "93a5711f04cdca3d c45a9a5b2f8fb97b fe8946a924933545 2af997a27369091c "
    "aa62c88e0b294011 058eb9d810ce9f74 b3cb23eced349ae4 a3648177a77b4a84 "
    "43153d905992d95d f4e2a97cda44aa4b 5baa2702b908682f 082923bdf4f750d1 "
    "98ae09a325893803 f8a6475077968838 ceb0735bf00b2c5f 0a1a5d953888e072 "
    "2fcb190489f94475 b5be06270dec69fc 739cb934b09acf8b 537750b75ec7f25b "
    "e9dd318bae1f3961 f7462137299efe1a b1f6b8eee9adb940 bdebcc8a809dfe6b "
    "40fc1f791b178113 3ac1c3362d014864 9a016184bdb8aeba 95f2394459fbc25e "
)
PARTIAL = (
    "488897d85ff51f56 1140737ccb162218 a7eeb9215866ed35 9bd2976fee49fcc9 "
    "c0c8f0de580a3fcc 4fb2dae6ee8fc793 343a89f35f37395b 223b525a77ca72c8 "
    "56ccb62574aaa918 c4d507d8027af9ed a080673cf0b7e95c f0184884eb70dcf8 "
    "044f10b0cb3d5c69 e9e3f7993938f186 1b761c80e772f459 606cec607a1b5fac "
    "14a0c2e1d45f03cd 4eace8855398574f f905ca7103eff3e6 f8c8f8d20862c059 "
    "b524fe8bdd678e5a fbb7865901a1ec41 "
)
