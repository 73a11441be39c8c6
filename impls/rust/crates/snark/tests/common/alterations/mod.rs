//! Every way we know to alter a proof, its statement or its key. All but the known malleabilities have to be rejected.

mod key;
mod proof;
mod statement;

use zkpair_snark::{
    PreparedVerifyingKey, Proof, VerifyingKey, Witness, negate_a_and_b, prove, rerandomise,
    zkey::{parse_verifying, write_verifying},
};

use super::{Example, Stream, example, public_bytes, words};

/// One altered input of the verifier.
#[derive(Clone)]
pub struct Alteration {
    /// A row of the table.
    pub group: &'static str,
    /// What was altered.
    pub label: String,
    pub key: Vec<u8>,
    pub proof: Vec<u8>,
    pub public: Vec<u8>,
    /// Known to verify all the same.
    pub accepted: bool,
}

impl Alteration {
    /// `Ok` when the verifier accepts, else its reason.
    pub fn verdict(&self) -> Result<(), String> {
        let vk = parse_verifying(&self.key, "key").map_err(|error| error.to_string())?;
        PreparedVerifyingKey::from(&vk).verify_bytes(&self.proof, &self.public).map_err(|reason| reason.to_string())
    }
}

/// Collects alterations of one honest (key, public, proof).
struct Book {
    honest: Alteration,
    all: Vec<Alteration>,
}

impl Book {
    fn add(&mut self, group: &'static str, label: impl Into<String>, change: impl FnOnce(&mut Alteration)) {
        let mut altered = Alteration { group, label: label.into(), ..self.honest.clone() };
        change(&mut altered);
        self.all.push(altered);
    }

    fn proof(&mut self, group: &'static str, label: impl Into<String>, proof: &Proof) {
        self.add(group, label, |altered| altered.proof = proof.to_bytes().to_vec());
    }

    fn key(&mut self, group: &'static str, label: impl Into<String>, vk: &VerifyingKey) {
        self.add(group, label, |altered| altered.key = write_verifying(vk));
    }
}

/// All alterations, honest proof not included.
pub fn alterations() -> Vec<Alteration> {
    let honest = example(5, 1);
    let mut book = Book {
        honest: Alteration {
            group: "",
            label: String::new(),
            key: write_verifying(&honest.key.vk),
            proof: honest.proof.to_bytes().to_vec(),
            public: public_bytes(&honest.public),
            accepted: false,
        },
        all: Vec::new(),
    };
    proof::proof_bytes(&mut book);
    proof::proof_lengths(&mut book);
    proof::proof_points(&mut book, &honest);
    proof::non_canonical_points(&mut book, &honest);
    proof::off_curve_points(&mut book, &honest.proof);
    proof::outside_subgroup(&mut book, &honest);
    proof::infinities(&mut book, &honest.proof);
    statement::public_inputs(&mut book);
    statement::other_statements(&mut book, &honest);
    key::key_bytes(&mut book);
    key::key_points(&mut book, &honest.key.vk);
    malleability(&mut book, &honest);
    book.all
}

/// What verifies though it is altered, by the scheme's nature.
fn malleability(book: &mut Book, honest: &Example) {
    let first = book.all.len();
    let group = "known malleability";
    book.proof(group, "(−A, −B, C)", &negate_a_and_b(&honest.proof));
    let mut stream = Stream(5);
    for index in 0..8 {
        let proof = rerandomise(&honest.proof, &honest.key.vk.delta_g2, stream.fr(), stream.fr()).unwrap();
        book.proof(group, format!("(A/t, t·B + t·r·δ, C + r·A), {index}"), &proof);
    }
    let witness = Witness::from_words(&honest.witness, "witness").unwrap();
    for index in 0..4 {
        let proof = prove(&honest.key, &witness, stream.fr(), stream.fr()).unwrap();
        book.proof(group, format!("the prover's own with other randomness, {index}"), &proof);
    }
    let vk = &honest.key.vk;
    let same_pairing =
        VerifyingKey { alpha_g1: -vk.alpha_g1, beta_g1: -vk.beta_g1, beta_g2: -vk.beta_g2, ..vk.clone() };
    book.key(group, "the key with −α and −β: e(α, β) is the same", &same_pairing);
    for (label, vk) in [
        ("nVars of the key, which the verifier does not use", VerifyingKey { num_signals: 1000, ..vk.clone() }),
        ("N of the key, which the verifier does not use", VerifyingKey { domain_size: 1 << 20, ..vk.clone() }),
    ] {
        book.key(group, label, &vk);
    }
    for altered in &mut book.all[first..] {
        altered.accepted = true;
    }
}
