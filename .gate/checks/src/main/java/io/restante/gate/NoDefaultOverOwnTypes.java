package io.restante.gate;

import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.tools.javac.code.Symbol.TypeSymbol;
import java.util.List;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;

/// Refuses `default` in a switch over a sealed type or an enum of ours.
@BugPattern(
    summary =
        "default over a sealed type or an enum of ours: name the cases that are left, so that the"
            + " compiler finds every place where a new one must go",
    linkType = BugPattern.LinkType.NONE,
    severity = BugPattern.SeverityLevel.ERROR)
public final class NoDefaultOverOwnTypes extends BugChecker
    implements BugChecker.SwitchTreeMatcher, BugChecker.SwitchExpressionTreeMatcher {
  private static final long serialVersionUID = 1;
  private static final String OURS = "io.restante.";

  /// Creates the check, as Error Prone does.
  public NoDefaultOverOwnTypes() {}

  @Override
  public Description matchSwitch(SwitchTree tree, VisitorState state) {
    return judge(tree.getExpression(), tree.getCases());
  }

  @Override
  public Description matchSwitchExpression(SwitchExpressionTree tree, VisitorState state) {
    return judge(tree.getExpression(), tree.getCases());
  }

  private Description judge(ExpressionTree selector, List<? extends CaseTree> cases) {
    if (isOursAndClosed(ASTHelpers.getType(selector).asElement())) {
      for (CaseTree each : cases) {
        if (each.getLabels().stream().anyMatch(DefaultCaseLabelTree.class::isInstance)) {
          return describeMatch(each);
        }
      }
    }
    return Description.NO_MATCH;
  }

  private static boolean isOursAndClosed(TypeSymbol type) {
    boolean isClosed =
        type.getKind() == ElementKind.ENUM || type.getModifiers().contains(Modifier.SEALED);
    return isClosed && type.getQualifiedName().toString().startsWith(OURS);
  }
}
