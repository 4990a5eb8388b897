package bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sapl.api.interpreter.Val;
import io.sapl.api.pdp.AuthorizationSubscription;
import io.sapl.api.pdp.Decision;
import io.sapl.api.pdp.PolicyDecisionPoint;
import io.sapl.interpreter.combinators.PolicyDocumentCombiningAlgorithm;
import io.sapl.interpreter.DefaultSAPLInterpreter;
import io.sapl.interpreter.functions.AnnotationFunctionContext;
import io.sapl.interpreter.pip.AnnotationAttributeContext;
import io.sapl.pdp.EmbeddedPolicyDecisionPoint;
import io.sapl.pdp.PolicyDecisionPointFactory;
import io.sapl.pdp.config.PDPConfiguration;
import io.sapl.prp.PrpUpdateEvent;
import io.sapl.prp.index.canonical.CanonicalImmutableParsedDocumentIndex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;

/** SAPL's embedded decision point with its documents in memory, found by its canonical index or (BENCH_SAPL_INDEX=naive) one by one. */
public final class Sapl {
  private record Asked(PolicyDecisionPoint pdp, AuthorizationSubscription subscription) {}

  private static final ObjectMapper MAPPER = new ObjectMapper();

  public static void main(String[] arguments) throws Exception {
    Measure measure = new Measure(arguments);
    List<Asked> requests = new ArrayList<>();
    double loadMs = 0;
    for (Path folder : measure.worlds("sapl")) {
      JsonNode about = MAPPER.readTree(folder.resolve("documents.json").toFile());
      List<String> documents = new ArrayList<>();
      about.get("documents").forEach(d -> documents.add(d.asText()));
      long before = System.nanoTime();
      PolicyDecisionPoint pdp = "naive".equals(System.getenv("BENCH_SAPL_INDEX")) ? naive(documents) : canonical(documents);
      loadMs += (System.nanoTime() - before) / 1e6;
      for (String line : Files.readAllLines(folder.resolve("requests.jsonl"))) {
        JsonNode asked = MAPPER.readTree(line);
        Map<String, Object> subject = new HashMap<>();
        subject.put("id", asked.get("id").asText());
        subject.put("groups", about.get("groups").get(asked.get("id").asText()));
        requests.add(
            new Asked(pdp, AuthorizationSubscription.of(subject, asked.get("action"), asked.get("resource"), asked.get("environment"), MAPPER)));
      }
    }
    // decideOnce() reports one decision and cancels; the first element of decide() is the same with one stage less.
    measure.run(requests.size(), loadMs, n -> requests.get(n).pdp.decide(requests.get(n).subscription).blockFirst().getDecision() == Decision.PERMIT);
  }

  private static PolicyDecisionPoint naive(List<String> documents) throws Exception {
    return PolicyDecisionPointFactory.fixedInRamPolicyDecisionPoint(documents, PolicyDocumentCombiningAlgorithm.DENY_OVERRIDES, Map.of());
  }

  private static PolicyDecisionPoint canonical(List<String> documents) {
    var attributes = new AnnotationAttributeContext();
    var functions = new AnnotationFunctionContext();
    var interpreter = new DefaultSAPLInterpreter();
    List<PrpUpdateEvent.Update> updates = new ArrayList<>();
    for (String text : documents) {
      var document = interpreter.parseDocument(text);
      if (document.isInvalid()) throw new IllegalArgumentException(document.errorMessage() + " in " + text);
      updates.add(new PrpUpdateEvent.Update(PrpUpdateEvent.Type.PUBLISH, document));
    }
    var index = new CanonicalImmutableParsedDocumentIndex(attributes, functions).apply(new PrpUpdateEvent(updates));
    var configuration = new PDPConfiguration("bench", attributes, functions, Map.<String, Val>of(),
        PolicyDocumentCombiningAlgorithm.DENY_OVERRIDES, UnaryOperator.identity(), UnaryOperator.identity(), index);
    return new EmbeddedPolicyDecisionPoint(() -> Flux.just(configuration));
  }
}
