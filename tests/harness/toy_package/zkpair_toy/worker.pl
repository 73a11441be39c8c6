# The sum of squares in Perl, over the line protocol of docs/contract.md.
use strict;
use warnings;
use JSON::PP;
use Digest::SHA qw(sha256_hex);
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC CLOCK_PROCESS_CPUTIME_ID);

$| = 1;
my (@states, $last, $at);

sub slurp { open(my $f, '<:raw', $_[0]) or die "$_[0]: $!\n"; local $/; my $data = <$f>; return $data; }

my %operations = (
    hello => sub {
        return {
            contract => 1, implementation => 'toy/sum_squares:perl', wire_format => 'u64-le', available => undef,
            attributes => { language => 'perl' }, parallel => JSON::PP::false, provenance => {}, empty_bytes => undef,
        };
    },
    prepare => sub {
        my ($request) = @_;
        my $case = decode_json(slurp("$request->{case}/case.json"));
        @states = map {
            my $blob = slurp("$request->{case}/$_->{numbers}");
            die "numbers: torn\n" if length($blob) % 8;
            [unpack('Q<*', $blob)];
        } @{ $case->{instances} };
        return { instances => scalar(@states), wall_ns => 0, cpu_ns => 0 };
    },
    run => sub {
        my ($request) = @_;
        my ($wall, $cpu) = (clock_gettime(CLOCK_MONOTONIC), clock_gettime(CLOCK_PROCESS_CPUTIME_ID));
        for my $i (0 .. $request->{n} - 1) {
            $at = ($request->{first} + $i) % @states;
            use integer;
            $last = 0;
            $last += $_ * $_ for @{ $states[$at] };
        }
        my $wall_ns = int(1e9 * (clock_gettime(CLOCK_MONOTONIC) - $wall));
        my $cpu_ns = int(1e9 * (clock_gettime(CLOCK_PROCESS_CPUTIME_ID) - $cpu));
        return { wall_ns => $wall_ns, cpu_ns => $cpu_ns, kernel_ns => undef };
    },
    encode => sub {
        my ($request) = @_;
        my $data = pack('q<', $last);
        open(my $f, '>:raw', $request->{path}) or die "$request->{path}: $!\n";
        print $f $data;
        close($f);
        return { bytes => length($data), sha256 => sha256_hex($data), instance => $at };
    },
    peak => sub { return { unmeasured => 'Perl does not tell' }; },
);

while (my $line = <STDIN>) {
    my $request = decode_json($line);
    last if $request->{op} eq 'quit' and print encode_json({ ok => JSON::PP::true }), "\n";
    my $answer = eval { $operations{ $request->{op} }->($request) };
    if ($@) { chomp(my $why = $@); $answer = { ok => JSON::PP::false, error => 'Refused', message => $why }; }
    else { $answer->{ok} = JSON::PP::true; }
    print encode_json($answer), "\n";
}
