"""The figures that scipy, statsmodels, scikit-learn and krippendorff also have, on random inputs.

These libraries are for tests only; where one of them is known to stumble (constant data, one category), the
edge is tested beside the figure itself and left out here.
"""

import warnings

import krippendorff
import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.metrics import cohen_kappa_score
from statsmodels.formula.api import ols
from statsmodels.regression.linear_model import WLS
from statsmodels.stats import inter_rater, multitest, proportion, weightstats
from statsmodels.stats.anova import anova_lm

from fieldwork.measurement import agreement, comparisons, consistency, emotion, intervals, kpis, weighting
from fieldwork.measurement import distributions as own
from fieldwork.measurement.multiplicity import adjusted, rejected
from fieldwork.measurement.resampling import bca_mean

SEEDS = range(15)
near = pytest.approx


def rng(seed):
    return np.random.default_rng(seed)


def scores(random, least=3, most=40):
    return np.round(random.beta(random.uniform(0.5, 5), 2, random.integers(least, most)) * 100, 1)


def shares(random):
    n = random.integers(3, 200, 2)
    return [(int(random.integers(0, one + 1)), int(one)) for one in n]


def table(random, k):
    return random.integers(1, 30, (k, k)) + np.diag(random.integers(0, 60, k))


@pytest.mark.parametrize("seed", SEEDS)
def test_wilson(seed):
    for x, n in shares(rng(seed)):
        theirs = stats.binomtest(x, n).proportion_ci(method="wilson")
        assert intervals.wilson(x, n).interval == near((theirs.low, theirs.high), abs=1e-12)
        assert intervals.wilson(x, n).interval == near(proportion.proportion_confint(x, n, method="wilson"), abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_mean_with_its_t_interval(seed):
    values = scores(rng(seed))
    found, theirs = intervals.mean_t(values.tolist()), weightstats.DescrStatsW(values)
    assert (found.value, found.sd) == near((values.mean(), values.std(ddof=1)))
    assert found.interval == near(theirs.tconfint_mean(), abs=1e-9)
    assert intervals.one_sided_p(values.tolist()) == near(stats.ttest_1samp(values, 0, alternative="greater").pvalue)


@pytest.mark.parametrize("seed", SEEDS)
def test_two_shares(seed):
    (x1, n1), (x2, n2) = shares(rng(seed))
    found = comparisons.newcombe(x1, n1, x2, n2)
    theirs = proportion.confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff")
    assert (found.lo, found.hi) == near(theirs, abs=1e-9)
    z, p = proportion.proportions_ztest([x1, x2], [n1, n2])
    test = comparisons.pooled_z(x1, n1, x2, n2)
    assert (test.statistic, test.p) == near((z, p), abs=1e-9)
    own_p = comparisons.fisher_exact([[x1, n1 - x1], [x2, n2 - x2]])
    assert own_p == near(stats.fisher_exact([[x1, n1 - x1], [x2, n2 - x2]]).pvalue, rel=1e-7)


@pytest.mark.parametrize("seed", SEEDS)
def test_two_means(seed):
    random = rng(seed)
    a, b = scores(random), scores(random)
    found, theirs = comparisons.welch(a.tolist(), b.tolist()), stats.ttest_ind(a, b, equal_var=False)
    assert (found.statistic, found.p, found.df) == near((theirs.statistic, theirs.pvalue, theirs.df))
    bounds = theirs.confidence_interval()
    assert (found.lo, found.hi) == near((bounds.low, bounds.high))
    after = a + random.normal(1, 5, len(a))
    pairs, theirs = comparisons.paired(a.tolist(), after.tolist()), stats.ttest_rel(after, a)
    bounds = theirs.confidence_interval()
    assert (pairs.statistic, pairs.p, pairs.df, pairs.lo, pairs.hi) == near(
        (theirs.statistic, theirs.pvalue, theirs.df, bounds.low, bounds.high)
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_many_comparisons(seed):
    p_values = rng(seed).beta(0.5, 3, 25)
    p_values[3] = p_values[4]
    assert adjusted(p_values.tolist()) == near(stats.false_discovery_control(p_values))
    theirs = multitest.multipletests(p_values, alpha=0.05, method="fdr_bh")
    assert rejected(p_values.tolist()) == theirs[0].tolist()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("k", [2, 3, 5])
def test_agreement_of_two_raters(seed, k):
    counts = table(rng(100 * k + seed), k)
    found, theirs = agreement.cohen_kappa(counts.tolist()), inter_rater.cohens_kappa(counts)
    assert (found.kappa, found.se, found.lo, found.hi) == near(
        (theirs.kappa, theirs.std_kappa, theirs.kappa_low, min(1, theirs.kappa_upp))
    )
    one, other = (axis.repeat(counts.ravel()) for axis in np.indices(counts.shape).reshape(2, -1))
    for power, weights in ((0, None), (1, "linear"), (2, "quadratic")):
        own_kappa = agreement.weighted_kappa(counts.tolist(), power)[0]
        assert own_kappa == near(cohen_kappa_score(one, other, weights=weights))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("level", agreement.LEVELS)
def test_agreement_of_many_raters_with_gaps(seed, level):
    random = rng(seed)
    truth = random.integers(1, 6, 15)
    coders = [
        [None if random.random() < 0.2 else int(np.clip(code + random.integers(-1, 2), 1, 6)) for code in truth]
        for _ in range(int(random.integers(2, 6)))
    ]
    data = np.array([[np.nan if code is None else code for code in coder] for coder in coders], dtype=float)
    theirs = krippendorff.alpha(reliability_data=data, level_of_measurement=level)
    assert agreement.krippendorff_alpha(coders, level)[0] == near(theirs)


@pytest.mark.parametrize("seed", SEEDS)
def test_icc_by_an_anova(seed):
    random = rng(seed)
    groups = [
        np.round(random.normal(random.normal(75, 6), 9, random.integers(1, 8)), 1).tolist()
        for _ in range(int(random.integers(3, 12)))
    ]
    groups[0] += [70.0, 81.0]
    frame = pd.DataFrame([(place, score) for place, group in enumerate(groups) for score in group], columns=["g", "y"])
    fitted = anova_lm(ols("y ~ C(g)", frame).fit())
    found = consistency.icc1(groups)
    assert (found.msb, found.msw) == near(tuple(fitted["mean_sq"]))
    sizes = np.array([len(group) for group in groups])
    k0 = (sizes.sum() - (sizes**2).sum() / sizes.sum()) / (len(sizes) - 1)
    assert found.icc1 == near((found.msb - found.msw) / (found.msb + (k0 - 1) * found.msw))


@pytest.mark.parametrize("seed", SEEDS)
def test_latencies_by_median_and_mad(seed):
    latencies = rng(seed).lognormal(7, 0.4, 20)
    found = emotion.hesitation(latencies.tolist())
    logs = np.log(latencies)
    assert (found.median_ln, found.mad_ln) == near((np.median(logs), stats.median_abs_deviation(logs)))
    assert found.z == near(((logs - np.median(logs)) / (1.4826 * stats.median_abs_deviation(logs))).tolist())


@pytest.mark.parametrize("seed", SEEDS)
def test_weighted_mean(seed):
    random = rng(seed)
    values, weights = scores(random), random.uniform(0.2, 4, 50)
    weights = weights[: len(values)]
    found = weighting.weighted_mean(values.tolist(), weights.tolist())
    n = len(values)
    assert found.mean == near(weightstats.DescrStatsW(values, weights).mean)
    # The robust variance of a regression on a constant alone is the linearised one.
    theirs = WLS(values, np.ones(n), weights).fit(cov_type="HC1")
    assert found.se == near(float(theirs.bse[0]))
    assert found.n_eff == near(weights.sum() ** 2 / (weights**2).sum())


@pytest.mark.parametrize("seed", SEEDS)
def test_recommendation_score(seed):
    ratings = rng(seed).integers(0, 11, int(rng(seed).integers(3, 80)))
    signs = np.where(ratings >= 9, 100, np.where(ratings <= 6, -100, 0))
    found = kpis.nps(ratings.tolist())
    assert found.result.value == near(signs.mean())
    assert found.se == near(signs.std() / len(signs) ** 0.5)
    # Adjusted Wald is the plain interval with three quarters of a count added to each end and 1.5 between.
    counts = np.array([found.promoters + 0.75, found.passives + 1.5, found.detractors + 0.75])
    theirs = weightstats.DescrStatsW(np.array([100, 0, -100]), counts)
    half = stats.norm.ppf(0.975) * theirs.std / counts.sum() ** 0.5
    expected = (max(-100, theirs.mean - half), min(100, theirs.mean + half))
    assert found.result.interval == near(expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_two_recommendation_scores(seed):
    random = rng(seed)
    waves = [tuple(int(count) for count in random.integers(1, 60, 3)) for _ in range(2)]
    found = comparisons.nps_difference(*waves)
    adjusted = [weightstats.DescrStatsW([100, 0, -100], np.array(wave) + [0.75, 1.5, 0.75]) for wave in waves]
    variance = sum(one.var / one.sum_weights for one in adjusted)
    assert (found.diff_adj, found.se_adj) == near((adjusted[1].mean - adjusted[0].mean, variance**0.5))
    assert found.p == near(2 * stats.norm.sf(abs(found.z)))


@pytest.mark.parametrize("seed", SEEDS)
def test_satisfied_share_of_answers(seed):
    ratings = rng(seed).integers(1, 8, 30)
    found = kpis.csat(ratings.tolist(), 7)
    assert found.share.value == near(np.isin(ratings, [6, 7]).mean())
    assert kpis.effort(ratings.tolist(), "v2").ease == near(((ratings - 1) / 6 * 100).mean())


@pytest.mark.parametrize("seed", SEEDS)
def test_lifetime_value_is_a_geometric_series(seed):
    random = rng(seed)
    margin, retention, discount = random.uniform(10, 300), random.uniform(0.3, 0.98), random.uniform(0.02, 0.2)
    powers = (retention / (1 + discount)) ** np.arange(1, 3000)
    assert margin * kpis.lifetime_multiple(retention, discount) == near(margin * powers.sum(), rel=1e-6)
    assert kpis.lifetime_value_finite(margin, retention, discount, 12) == near(margin * powers[:12].sum())


@pytest.mark.parametrize("seed", range(6))
def test_bootstrap_for_comparison(seed):
    values = scores(rng(seed), 8, 25)
    found = bca_mean(values.tolist(), seed=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = stats.bootstrap((values,), np.mean, method="BCa", n_resamples=9999, rng=rng(seed)).confidence_interval
    width = theirs.high - theirs.low
    assert (found.lo, found.hi) == near((theirs.low, theirs.high), abs=0.05 * width)


@pytest.mark.parametrize("df", [1, 2, 4.7, 11, 30, 200])
def test_distributions(df):
    for probability in (0.5, 0.8, 0.95, 0.975, 0.995):
        assert own.t_quantile(df, probability) == near(stats.t.ppf(probability, df), abs=1e-9)
        assert own.normal_quantile(probability) == near(stats.norm.ppf(probability), abs=1e-12)
    for t in (-3, -0.2, 0, 1.3, 4):
        assert own.t_upper_tail(t, df) == near(stats.t.sf(t, df))
        assert own.normal_below(t) == near(stats.norm.cdf(t))
